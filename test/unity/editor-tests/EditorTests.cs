using System;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Soliloquy.EditorTools;
using UnityEditor;
using UnityEngine;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

[assembly: Parallelization(Mode = ParallelMode.None)]

namespace Soliloquy.Tests
{
    /// <summary>The editor's part of the plugin, over stand-ins for Unity's editor, with the real server.</summary>
    public sealed class EditorTests : IDisposable
    {
        private static readonly string ServerUrl = Ask("server_url");

        public EditorTests()
        {
            SynchronizationContext.SetSynchronizationContext(null);
            KnownPersonas.Write(new string[0]);
            UnityEngine.Debug.Lines.Clear();
            Undo.Steps.Clear();
            Undo.Dirty.Clear();
            Selection.activeObject = null!;
            PlayMode.Load("Scene", () => { });
        }

        public void Dispose()
        {
            if (PlayMode.IsPlaying)
            {
                PlayMode.Leave();
            }
        }

        [Fact]
        public void Testing_a_connection_lists_who_lives_there_to_pick_from()
        {
            var world = Add<SoliloquyWorld>("World", made => made.ServerUrl = ServerUrl);
            var inspector = UnityEditor.Editor.Open<SoliloquyWorldEditor>(world);

            Drawing.Press = "Test connection";
            inspector.Draw();
            Assert.Contains($"[Asking {ServerUrl} …] (off)", inspector.Draw());
            Until(() => inspector.Repaints > 0, "the answer");

            Assert.Contains("Info: Connected to Testworld. 3 NPCs: Mara (mara), Tom (tom), Una (una).", inspector.Draw());
            Assert.Equal(new[] { "mara", "tom", "una" }, KnownPersonas.Read());
            Assert.Equal(0, EditorApplication.Waiting);

            var npc = Add<SoliloquyNpc>("Somebody");
            var picker = UnityEditor.Editor.Open<SoliloquyNpcEditor>(npc);
            Drawing.Pick = ("Who lives there", "tom");
            Assert.Contains("Who lives there: Pick a persona … | mara | tom | una", picker.Draw());
            Assert.Equal("tom", npc.Persona);
            Assert.Contains(npc, Undo.Dirty);
            Assert.Equal(new[] { "Pick a persona" }, Undo.Steps);
        }

        [Theory]
        [InlineData("http://127.0.0.1:9", "", "unreachable")]
        [InlineData("ht tp://?", "", "bad-address")]
        [InlineData("", "atlantis", "unknown-world")]
        public void What_keeps_a_connection_from_coming_about_is_told_as_a_sentence(string url, string worldName, string code)
        {
            var settings = ScriptableObject.CreateInstance<SoliloquySettings>();
            settings.ServerUrl = url.Length > 0 ? url : ServerUrl;
            settings.WorldName = worldName;
            var inspector = UnityEditor.Editor.Open<SoliloquySettingsEditor>(settings);

            Drawing.Press = "Test connection";
            inspector.Draw();
            Until(() => inspector.Repaints > 0, "the answer");

            var told = Assert.Single(inspector.Draw(), line => line.StartsWith("Error: ", StringComparison.Ordinal));
            Assert.EndsWith($"({code})", told);
            Assert.Empty(KnownPersonas.Read());
        }

        [Fact]
        public void An_inspector_that_is_closed_in_mid_test_leaves_nothing_behind()
        {
            var inspector = UnityEditor.Editor.Open<SoliloquyWorldEditor>(Add<SoliloquyWorld>("World", made => made.ServerUrl = ServerUrl));
            Drawing.Press = "Test connection";
            inspector.Draw();
            inspector.Close();

            Assert.Equal(0, EditorApplication.Waiting);
            Until(() => Ask("seats") == "0", "the seat is given back");
            Assert.Equal(0, inspector.Repaints);
        }

        [Fact]
        public void What_is_wrong_in_a_scene_is_listed_and_mended_and_can_be_undone()
        {
            KnownPersonas.Write(new[] { "mara", "tom" });
            var mara = Add<SoliloquyNpc>("Mara");
            var stranger = Add<SoliloquyNpc>("Stranger", npc => npc.Persona = "MARA");
            var window = OpenWindow();

            var told = window.Draw();
            Assert.Contains("Warning: There is no Soliloquy World in the open scenes: NPCs have no server to speak through.", told);
            Assert.Contains("Warning: \"Mara\" has no persona: the name of a file in the world's personas folder, such as mara.", told);
            Assert.Contains("Warning: Nobody called \"MARA\" lived in the world that was tested last; there are mara, tom.", told);
            Assert.Contains("[Make it mara]", told);
            Drawing.Press = "Show";
            window.Draw();
            Assert.Same(mara, Selection.activeObject);

            Drawing.Press = "Mend all 4 that can be mended";
            window.Draw();

            Assert.Equal(("mara", "mara"), (mara.Persona, stranger.Persona));
            Assert.Equal(4, Undo.Steps.Count);
            var left = window.Draw();
            Assert.Contains("Warning: 2 Soliloquy NPCs are \"mara\": each shows the same replies. Is that meant?", left);
            Assert.Single(left, line => line.StartsWith("Warning", StringComparison.Ordinal));
            stranger.Persona = "tom";
            Assert.Equal(new[] { "Info: Nothing is wrong in the open scenes." }, window.Draw());
        }

        [Fact]
        public void A_world_that_would_not_work_or_not_be_safe_is_told_and_mended()
        {
            var world = Add<SoliloquyWorld>("World", made =>
            {
                made.PlayerName = " ";
                made.ServerUrl = "nowhere at all";
                made.Token = "secret";
            });
            var seen = string.Empty;
            for (var step = 0; step < 3; step++)
            {
                var problem = Assert.Single(SceneValidation.ProblemsOf(world));
                seen += problem.FixLabel + ". ";
                problem.Fix!();
            }

            Assert.Equal("Call the player Traveller. Use http://127.0.0.1:2567. Take the token out. ", seen);
            Assert.Empty(SceneValidation.FindProblems());
            Assert.DoesNotContain(UnityEditor.Editor.Open<SoliloquyWorldEditor>(world).Draw(), line => line.StartsWith("Warning", StringComparison.Ordinal));
        }

        [Fact]
        public void Several_are_edited_at_once_by_their_fields()
        {
            Assert.Equal(new[] { "(fields)" }, UnityEditor.Editor.Open<SoliloquyNpcEditor>(Add<SoliloquyNpc>("Mara"), Add<SoliloquyNpc>("Tom")).Draw());
            Assert.Equal(new[] { "(fields)" }, UnityEditor.Editor.Open<SoliloquyWorldEditor>(Add<SoliloquyWorld>("One"), Add<SoliloquyWorld>("Other")).Draw());
        }

        [Fact]
        public void The_menu_makes_what_a_scene_needs_below_what_is_selected()
        {
            var tavern = new GameObject("Tavern");
            foreach (var entry in new[] { "World", "NPC", "Player", "Speech Bubble", "Dialogue Panel" })
            {
                Menu.Choose("GameObject/Soliloquy/" + entry, tavern);
                Assert.Same(tavern.transform, ((GameObject)Selection.activeObject).transform.parent);
            }

            Assert.Equal(5, Undo.Steps.Count);
            Assert.Single(tavern.GetComponentsInChildren<SoliloquySpeechBubble>(true));
            Menu.Choose("Window/Soliloquy/Scene Validation", null);
            Assert.IsType<SceneValidationWindow>(EditorWindow.Opened);
        }

        [Fact]
        public void The_five_steps_of_the_guide_lead_to_a_talking_npc()
        {
            T Make<T>(string entry) where T : MonoBehaviour
            {
                Menu.Choose("GameObject/Soliloquy/" + entry, null);
                return ((GameObject)Selection.activeObject).GetComponent<T>();
            }

            var world = Make<SoliloquyWorld>("World");
            var npc = Make<SoliloquyNpc>("NPC");
            Make<SoliloquyPlayer>("Player");
            var panel = Make<SoliloquyDialoguePanel>("Dialogue Panel");
            // The tests' server is not where the guide's is.
            world.ServerUrl = ServerUrl;
            var inspector = UnityEditor.Editor.Open<SoliloquyWorldEditor>(world);
            Drawing.Press = "Test connection";
            inspector.Draw();
            Until(() => KnownPersonas.Read().Count > 0, "who lives there");
            Drawing.Pick = ("Who lives there", "mara");
            UnityEditor.Editor.Open<SoliloquyNpcEditor>(npc).Draw();
            Assert.Empty(SceneValidation.FindProblems());
            var tavern = Add<GuideScript>("Tavern");
            (tavern.Mara, tavern.Panel) = (npc, panel);
            PlayMode.Play();
            Until(() => npc.IsPresent && npc.Turn == null, "she is there, and has said welcome");
            var said = string.Empty;
            npc.TurnFinished += turn => said = turn.Speech;
            panel.Submit("Good evening.");
            Until(() => said == "Good evening to you. Sit.", "she answers");

            Assert.Equal((npc, string.Empty), (panel.Npc, panel.Notice));
            Assert.DoesNotContain(UnityEngine.Debug.Lines, line => line.Kind != "log");
        }

        [Fact]
        public void While_playing_an_inspector_shows_what_an_npc_does_and_lets_it_be_spoken_to()
        {
            PlayMode.Enter();
            SoliloquyWorld world = null!;
            SoliloquyNpc mara = null!;
            PlayMode.Load("Tavern", () =>
            {
                world = Add<SoliloquyWorld>("World", made =>
                {
                    made.ServerUrl = ServerUrl;
                    made.PlayerName = "Ash";
                    made.Token = Ask("designer_token");
                });
                mara = Add<SoliloquyNpc>("Mara", npc => npc.Persona = "mara");
            });
            Until(() => mara.IsPresent, "the world");
            var inspector = UnityEditor.Editor.Open<SoliloquyNpcEditor>(mara);
            inspector.Draw();
            Assert.True(inspector.RequiresConstantRepaint());
            var finished = 0;
            mara.TurnFinished += _ => finished++;

            Drawing.Type = ("Say", "Good evening.");
            inspector.Draw();
            Drawing.Press = "Say it";
            inspector.Draw();
            Until(() => finished > 0, "the reply");

            var drawn = string.Join("\n", inspector.Draw());
            Assert.Contains("Plan\nthe plan\nThought\nthe thought\nAction\nwipes the bar\nSpeech\nGood evening to you. Sit.\nEnded: complete", drawn);
            Assert.Contains("Mara: ", drawn);
            Assert.Contains("Say <>", drawn);
            var state = string.Join("\n", UnityEditor.Editor.Open<SoliloquyWorldEditor>(world).Draw());
            Assert.Contains("World: Testworld", state);
            Assert.Contains("Una: ", state);
            inspector.Close();
            Assert.DoesNotContain(UnityEngine.Debug.Lines, line => line.Kind == "exception");
        }

        private static string Ask(string name) => Task.Run(() => Host.AskAsync(name)).Result.ToString();

        private static EditorWindow OpenWindow()
        {
            SceneValidationWindow.Open();
            return EditorWindow.Opened;
        }

        private static T Add<T>(string name, Action<T>? set = null) where T : MonoBehaviour
        {
            var component = new GameObject(name).AddComponent<T>();
            set?.Invoke(component);
            return component;
        }

        private static void Until(Func<bool> holds, string what)
        {
            var clock = Stopwatch.StartNew();
            while (!holds())
            {
                Assert.True(clock.Elapsed < TimeSpan.FromSeconds(15), $"Waited 15 s for this: {what}");
                EditorApplication.Tick();
                if (PlayMode.IsPlaying)
                {
                    PlayMode.Frame();
                }

                PlayMode.Pause();
            }
        }

        /// <summary>The script of the guide's fourth step.</summary>
        private sealed class GuideScript : MonoBehaviour
        {
            public SoliloquyNpc Mara { get; set; } = null!;

            public SoliloquyDialoguePanel Panel { get; set; } = null!;

            private void Start() => Panel.Open(Mara);
        }
    }
}
