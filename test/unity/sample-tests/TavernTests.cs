using System;
using System.Diagnostics;
using System.Linq;
using System.Reflection;
using System.Threading.Tasks;
using Soliloquy.Samples;
using UnityEngine;
using Xunit;

namespace Soliloquy.Tests
{
    /// <summary>The sample, played against the server as <c>npm start</c> leaves it.</summary>
    public sealed class TavernTests
    {
        [Fact]
        public void Two_players_walk_talk_and_see_the_cellar_door_open()
        {
            UnityEngine.Debug.Lines.Clear();
            PlayMode.Enter();
            try
            {
                TavernSample ash = null!;
                TavernSample bo = null!;
                PlayMode.Load("Tavern", () => (ash, bo) = (AddSample("Ash"), AddSample("Bo")));
                Until(() => ash.Npcs.Concat(bo.Npcs).All(npc => npc.IsPresent), "everybody is there");
                var mara = ash.Npcs.Single(npc => npc.Persona == "mara");
                var visitor = ash.gameObject.GetComponentsInChildren<TavernVisitor>(true).Single();

                Key(visitor, EventType.KeyDown, KeyCode.W);
                Until(() => visitor.Near == mara, "the visitor comes near");
                Key(visitor, EventType.KeyUp, KeyCode.W);
                Assert.Contains($"E: talk to {mara.DisplayName}", Drawing.Lines);
                Key(visitor, EventType.KeyDown, KeyCode.E);
                Assert.Same(mara, ash.Panel.Npc);

                Turn? answer = null;
                mara.TurnFinished += turn => answer = turn.To.Length > 0 && turn.Speech.Length > 0 ? turn : answer;
                Until(() => mara.Turn == null, "she is not greeting");
                answer = null;
                ash.Panel.Submit("Would you open the cellar for me?");
                Until(() => ash.Door.IsOpen, "her own words open the door");
                Until(() => bo.Door.IsOpen, "the other player sees it open");
                Until(() => answer != null, "she answers");
                answer = null;
                ash.Panel.Submit("Is the cellar door open now?");
                Until(() => answer != null, "she answers again");
                Assert.Contains("open", answer!.Speech, StringComparison.OrdinalIgnoreCase);
                Assert.Equal(string.Empty, ash.Panel.Notice);

                ash.Panel.Submit("Then close the cellar again.");
                Until(() => !bo.Door.IsOpen, "it is shut for everybody");
                Assert.DoesNotContain(UnityEngine.Debug.Lines, line => line.Kind == "exception");
            }
            finally
            {
                PlayMode.Leave();
            }
        }

        internal static TavernSample AddSample(string playerName)
        {
            var holder = new GameObject(playerName);
            var sample = holder.AddComponent<TavernSample>();
            sample.ServerUrl = Task.Run(() => Host.AskAsync("server_url")).Result.GetString()!;
            sample.PlayerName = playerName;
            return sample;
        }

        /// <summary>What Unity does with a key: it calls <c>OnGUI</c> with it.</summary>
        private static void Key(TavernVisitor visitor, EventType type, KeyCode key)
        {
            Event.current = new Event { type = type, keyCode = key };
            Drawing.Begin();
            typeof(TavernVisitor).GetMethod("OnGUI", BindingFlags.Instance | BindingFlags.NonPublic)!.Invoke(visitor, null);
        }

        internal static void Until(Func<bool> holds, string what)
        {
            var clock = Stopwatch.StartNew();
            while (!holds())
            {
                Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30), $"Waited 30 s for this: {what}. Logged: {string.Join("\n", UnityEngine.Debug.Lines)}");
                PlayMode.Frame();
                PlayMode.Pause();
            }
        }
    }
}
