#nullable enable
using System;
using System.Collections;
using NUnit.Framework;
using UnityEngine;
using UnityEngine.TestTools;

namespace Soliloquy.Tests
{
    /// <summary>
    /// Talks with a server from within your own project: in the editor, or in a player on the device you build for (Test Runner → Run in
    /// player), where it shows that sockets and stripping are fine. Start a server with <c>npm start</c> first; the environment variable
    /// SOLILOQUY_SERVER names another one.
    /// </summary>
    public sealed class TalkTests
    {
        private const float PatienceSeconds = 30f;

        private GameObject? _holder;

        [TearDown]
        public void CleanUp()
        {
            if (_holder != null)
            {
                UnityEngine.Object.Destroy(_holder);
            }
        }

        [UnityTest]
        public IEnumerator Somebody_in_the_world_answers()
        {
            var world = AddWorld();
            yield return Until(() => world.IsConnected);
            Assert.That(world.IsConnected, $"No server answers at {world.EffectiveServerUrl}: start one with \"npm start\", or set SOLILOQUY_SERVER.");

            var npcs = world.State.Part("npcs");
            var persona = string.Empty;
            foreach (var id in npcs.Keys)
            {
                persona = npcs.Part(id).Text("location") == world.State.Part("players").Part(world.SessionId).Text("location") ? id : persona;
            }

            Assert.That(persona, Is.Not.Empty, "Nobody is where the player arrives.");
            var npc = Add<SoliloquyNpc>(made => made.Persona = persona);
            var heard = string.Empty;
            npc.SpeechReceived += text => heard += text;
            var saying = npc.Say("Good evening.");
            yield return saying;

            Assert.That(saying.Refusal, Is.Null);
            Assert.That(saying.Turn!.Speech, Is.Not.Empty);
            Assert.That(heard.Replace(" ", string.Empty), Does.Contain(saying.Turn.Speech.Replace(" ", string.Empty)));
            Assert.That(saying.Turn.Plan, Is.Empty, "A player must not see what the model plans.");
        }

        [UnityTest]
        public IEnumerator What_the_server_refuses_comes_as_a_code_and_a_sentence()
        {
            var world = AddWorld();
            yield return Until(() => world.IsConnected);
            var nobody = Add<SoliloquyNpc>(made => made.Persona = "nobody-of-this-name");
            var saying = nobody.Say("Hello?");
            yield return saying;

            Assert.That(saying.Refusal!.Code, Is.EqualTo("unknown-npc"));
            Assert.That(saying.Refusal.Message, Does.Contain("nobody-of-this-name"));
        }

        private SoliloquyWorld AddWorld()
        {
            _holder = new GameObject("Soliloquy tests");
            var server = Environment.GetEnvironmentVariable("SOLILOQUY_SERVER");
            return Add<SoliloquyWorld>(world =>
            {
                world.ServerUrl = string.IsNullOrEmpty(server) ? SoliloquySettings.DefaultServerUrl : server!;
                world.InstanceName = "unity-tests-" + Guid.NewGuid().ToString("N").Substring(0, 8);
                world.IsRemembered = false;
            });
        }

        private T Add<T>(Action<T> set) where T : MonoBehaviour
        {
            var holder = new GameObject(typeof(T).Name);
            holder.SetActive(false);
            holder.transform.SetParent(_holder!.transform);
            var component = holder.AddComponent<T>();
            set(component);
            holder.SetActive(true);
            return component;
        }

        private static IEnumerator Until(Func<bool> holds)
        {
            var end = Time.realtimeSinceStartup + PatienceSeconds;
            while (!holds() && Time.realtimeSinceStartup < end)
            {
                yield return null;
            }
        }
    }
}
