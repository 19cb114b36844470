using System;
using System.Linq;
using UnityEngine;
using Xunit;

namespace Soliloquy.Tests
{
    /// <summary>A panel that its player understands, however the scene around it is made.</summary>
    public sealed class PanelTests
    {
        [Fact]
        public void An_empty_line_says_what_it_is_for()
        {
            using var play = new Play();
            var (_, mara, _) = play.Open();
            var panel = Play.Add<SoliloquyDialoguePanel>("Panel", _ => { });
            panel.Open(mara);
            PlayMode.Frame();

            var line = panel.Frame!.Line;
            Assert.Equal("Say something to Mara …", panel.Frame.Hint);
            line.value = "G";
            Assert.Equal(string.Empty, panel.Frame.Hint);
            line.value = "Good evening.";
            panel.Frame.Root.Happen(new UnityEngine.UIElements.KeyDownEvent { keyCode = KeyCode.Return });
            Assert.Equal("Say something to Mara …", panel.Frame.Hint);
        }

        [Fact]
        public void An_NPC_looks_up_when_one_types_though_no_player_was_set()
        {
            using var play = new Play();
            var (_, mara, _) = play.Open(() => Play.Add<SoliloquyPlayer>("Player", _ => { }));
            Play.Until(() => mara.Activity == "idle", "she is at rest");
            var panel = Play.Add<SoliloquyDialoguePanel>("Panel", _ => { });
            panel.Open(mara);

            panel.Frame!.Line.value = "G";

            Play.Until(() => mara.Activity == "listening", "she looks up");
        }

        [Fact]
        public void A_panel_opened_before_there_is_a_world_follows_it()
        {
            using var play = new Play();
            SoliloquyNpc mara = null!;
            PlayMode.Load("Tavern", () => mara = Play.AddNpc("mara"));
            var panel = Play.Add<SoliloquyDialoguePanel>("Panel", _ => { });
            panel.Open(mara);
            PlayMode.Frame();
            var before = panel.Notice;

            var world = play.AddWorld();
            Play.Until(() => world.IsConnected && panel.Notice.Length == 0, "it is told that the world is there");
            world.enabled = false;
            PlayMode.Frame();

            Assert.Equal(("Connecting …", "Connecting …"), (before, panel.Notice));
        }

        [Fact]
        public void Esc_stops_the_bubble_above_her_as_well()
        {
            using var play = new Play();
            var (_, mara, _) = play.Open();
            var bubble = Play.Add<SoliloquySpeechBubble>("Bubble", _ => { }, mara.transform);
            var panel = Play.Add<SoliloquyDialoguePanel>("Panel", _ => { });
            bubble.CharactersPerSecond = panel.CharactersPerSecond = 30f;
            panel.Open(mara);
            Play.BeginStory(mara);
            Play.Until(() => bubble.Shown() is (3, > 2), "some of it is shown");

            mara.Interrupt();
            var shown = bubble.Shown();
            PlayMode.Frame();

            Assert.Equal(shown, bubble.Shown());
        }

        [Fact]
        public void What_a_server_calls_itself_does_not_fill_the_screen()
        {
            using var play = new Play();
            var (_, mara, _) = play.Open();
            var panel = Play.Add<SoliloquyDialoguePanel>("Panel", _ => { });
            panel.Open(mara);

            panel.Frame!.Describe(new string('M', 100_000), new string('m', 100_000), "leave");
            panel.Frame.Notify(new string('n', 100_000));

            Assert.InRange(panel.Frame.Hint.Length, 10, 200);
            Assert.InRange(panel.Notice.Length, 10, 600);
        }
    }
}
