using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Threading.Tasks;
using Soliloquy.Samples;
using UnityEngine;
using Xunit;

namespace Soliloquy.Tests
{
    /// <summary>The sample, where Mara and Tam talk among themselves.</summary>
    public sealed class GossipTests
    {
        [Fact]
        public void Two_who_gossip_face_each_other_are_overheard_and_show_how_they_feel()
        {
            UnityEngine.Debug.Lines.Clear();
            PlayMode.Enter();
            try
            {
                TavernSample ash = null!;
                PlayMode.Load("Tavern", () => ash = TavernTests.AddSample("Ash"));
                TavernTests.Until(() => ash.Npcs.All(npc => npc.IsPresent), "everybody is there");
                var (mara, tam) = (Figure(ash, "mara"), Figure(ash, "tam"));
                Assert.Equal("watchful", mara.MoodText);
                TavernTests.Until(() => tam.Npc.AddressedNpc == "mara", "he answers her");
                Assert.InRange(mara.Yaw, 90f, 180f);
                Assert.InRange(tam.Yaw, -90f, 0f);

                Turn? answer = null;
                ash.Panel.Revealed += turn => answer = turn;
                ash.Panel.Open(mara.Npc);
                var heard = new List<Turn>();
                ash.World.TurnFinished += heard.Add;
                TavernTests.Until(() => heard.Any(turn => turn.AddressedNpc == "mara"), "he goes on");
                Assert.Null(answer);
                ash.Panel.Submit("What are you two whispering about?");
                TavernTests.Until(() => answer != null, "she answers the player");
                Assert.Equal("Nothing that need spoil your supper.", answer!.Speech);

                _ = Task.Run(() => Host.AskAsync("anger"));
                TavernTests.Until(() => mara.MoodText == "angry •••", "her mood is seen");
                Camera.main = ash.gameObject.GetComponentsInChildren<Camera>(true).Single();
                Drawing.Begin();
                typeof(TavernFigure).GetMethod("OnGUI", BindingFlags.Instance | BindingFlags.NonPublic)!.Invoke(mara, null);
                Assert.Equal(new[] { "Mara Venn", "angry •••" }, Drawing.Lines);
                Assert.DoesNotContain(UnityEngine.Debug.Lines, line => line.Kind == "exception");
            }
            finally
            {
                PlayMode.Leave();
            }
        }

        private static TavernFigure Figure(TavernSample sample, string persona) => sample.Figures.Single(figure => figure.Npc.Persona == persona);
    }
}
