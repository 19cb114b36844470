using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using UnityEngine;
using UnityEngine.SceneManagement;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

[assembly: Parallelization(Mode = ParallelMode.None)]

namespace Soliloquy.Tests
{
    /// <summary>A play mode, entered with the editor's domain reload switched off, stepped by the test, and left at its end.</summary>
    internal sealed class Play : IDisposable
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
        private static int _instances;

        private readonly SynchronizationContext? _before = SynchronizationContext.Current;
        private readonly string _instance = $"play-{Interlocked.Increment(ref _instances)}";

        public Play()
        {
            UnityEngine.Debug.Lines.Clear();
            Platform.NewSocket = () => new CountedSocket(new Net.DesktopSocket());
            Time.timeScale = 1f;
            PlayMode.Enter();
        }

        /// <summary>Exceptions that were logged.</summary>
        public static IEnumerable<string> Failures => UnityEngine.Debug.Lines.Where(line => line.Kind == "exception").Select(line => line.Text);

        /// <summary>Asks the test's Node side, which takes no frame.</summary>
        public static JsonElement Ask(string name, object? body = null) => Task.Run(() => Host.AskAsync(name, body)).Result;

        /// <summary>Steps the player loop until something holds; fails, naming what, when that takes too long.</summary>
        public static void Until(Func<bool> holds, string what)
        {
            var clock = Stopwatch.StartNew();
            while (!holds())
            {
                Assert.True(clock.Elapsed < Patience, $"Waited {Patience.TotalSeconds} s for this: {what}. Logged: {string.Join("\n", UnityEngine.Debug.Lines)}");
                PlayMode.Frame();
                PlayMode.Pause();
            }
        }

        /// <summary>Steps until the reply is there.</summary>
        public static T Await<T>(Task<T> task, string what = "what was awaited")
        {
            Until(() => task.IsCompleted, what);
            return task.GetAwaiter().GetResult();
        }

        /// <summary>A component whose fields are set before it wakes up.</summary>
        public static T Add<T>(string name, Action<T> set, Transform? parent = null) where T : MonoBehaviour
        {
            var gameObject = new GameObject(name);
            gameObject.SetActive(false);
            if (parent != null)
            {
                gameObject.transform.SetParent(parent);
            }

            var component = gameObject.AddComponent<T>();
            set(component);
            gameObject.SetActive(true);
            return component;
        }

        public static SoliloquyNpc AddNpc(string persona, Transform? parent = null) => Add<SoliloquyNpc>(persona, npc => npc.Persona = persona, parent);

        public SoliloquyWorld AddWorld(Action<SoliloquyWorld>? set = null, Transform? parent = null) => Add<SoliloquyWorld>(
            "World",
            world =>
            {
                world.ServerUrl = Ask("server_url").GetString()!;
                world.InstanceName = _instance;
                world.PlayerName = "Ash";
                set?.Invoke(world);
            },
            parent);

        /// <summary>A scene with a world and Mara, who has said welcome.</summary>
        public (SoliloquyWorld World, SoliloquyNpc Mara, Scene Scene) Open(Action? build = null)
        {
            SoliloquyWorld world = null!;
            SoliloquyNpc mara = null!;
            var isGreeted = false;
            var scene = PlayMode.Load("Tavern", () =>
            {
                world = AddWorld();
                mara = AddNpc("mara");
                build?.Invoke();
            });
            world.TurnFinished += _ => isGreeted = true;
            Until(() => isGreeted, "the greeting");
            return (world, mara, scene);
        }

        /// <summary>Has Mara stop in the middle of a story; what was asked for goes on.</summary>
        public static Task<Turn> BeginStory(SoliloquyNpc mara)
        {
            Ask("hold");
            var said = mara.SayAsync("Tell me a story.");
            Until(() => mara.Turn?.Speech.Length > 0, "she speaks");
            return said;
        }

        public void Dispose()
        {
            Ask("let_go");
            if (PlayMode.IsPlaying)
            {
                PlayMode.Leave();
            }

            PlayMode.EditorTick();
            SynchronizationContext.SetSynchronizationContext(_before);
        }
    }
}
