using UnityEngine;
using UnityEngine.UIElements;
using Xunit;

namespace Soliloquy.Tests
{
    /// <summary>A panel whose player loses the connection, or the seat, while a reply is under way.</summary>
    public sealed class LostSeatTests
    {
        [Fact]
        public void A_panel_whose_reply_was_cut_off_with_the_players_seat_can_be_left()
        {
            using var play = new Play();
            var (world, mara, panel) = OpenPanel(play);
            var session = world.SessionId;
            var isBack = false;
            world.Reconnected += () => isBack = true;
            Play.BeginStory(mara);
            var story = mara.Turn!;
            LoseLine(world);

            Play.Ask("restart");
            Play.Ask("let_go");
            Play.Ask("open_line");
            Play.Until(() => isBack, "back again");
            Play.Until(() => story.IsFinished && mara.Turn == null, "the story is over");
            Play.Until(() => !panel.IsRevealing, "what was heard of it can be read");
            PressEscape(panel);

            Assert.NotEqual(session, world.SessionId);
            Assert.False(story.IsOverheard);
            Assert.Null(panel.Npc);
            Assert.Empty(Play.Failures);
        }

        [Fact]
        public void A_panel_can_be_left_in_mid_reply_while_nobody_hears_it()
        {
            using var play = new Play();
            var (world, mara, panel) = OpenPanel(play);
            Play.BeginStory(mara);
            LoseLine(world);

            PressEscape(panel);

            Assert.Null(panel.Npc);
            Play.Ask("open_line");
        }

        private static (SoliloquyWorld World, SoliloquyNpc Mara, SoliloquyDialoguePanel Panel) OpenPanel(Play play)
        {
            Play.Ask("begin");
            var (world, mara, _) = play.Open();
            var panel = Play.Add<SoliloquyDialoguePanel>("Panel", _ => { });
            panel.Open(mara);
            return (world, mara, panel);
        }

        private static void LoseLine(SoliloquyWorld world)
        {
            var isLost = false;
            world.ConnectionLost += () => isLost = true;
            Play.Ask("close_line");
            Play.Until(() => isLost, "the line is cut");
        }

        private static void PressEscape(SoliloquyDialoguePanel panel) => panel.Frame!.Root.Happen(new KeyDownEvent { keyCode = KeyCode.Escape });
    }
}
