#nullable enable
using UnityEditor;
using UnityEngine;

namespace Soliloquy.EditorTools
{
    /// <summary>The inspector of a <see cref="SoliloquyWorld"/>: what is wrong with its settings, whether the server answers, and while
    /// playing, who is there.</summary>
    [CustomEditor(typeof(SoliloquyWorld))]
    [CanEditMultipleObjects]
    public sealed class SoliloquyWorldEditor : UnityEditor.Editor
    {
        private ConnectionTestButton? _button;

        /// <inheritdoc/>
        public override bool RequiresConstantRepaint() => Application.isPlaying;

        /// <inheritdoc/>
        public override void OnInspectorGUI()
        {
            DrawDefaultInspector();
            if (targets.Length > 1)
            {
                return;
            }

            var world = (SoliloquyWorld)target;
            if (world.Problem.Length > 0)
            {
                EditorGUILayout.HelpBox(world.Problem, MessageType.Warning);
            }

            EditorGUILayout.Space();
            _button ??= new ConnectionTestButton(Repaint);
            _button.Draw(world.EffectiveServerUrl, world.EffectiveWorldName, world.EffectiveToken);
            if (Application.isPlaying)
            {
                DrawState(world);
            }
        }

        private static void DrawState(SoliloquyWorld world)
        {
            EditorGUILayout.Space();
            EditorGUILayout.LabelField("World", world.IsConnected ? world.State.Text("title") : "not connected", EditorStyles.boldLabel);
            EditorGUILayout.LabelField("Clock and weather", $"{world.State.Text("time")} {world.State.Text("weather")}");
            var npcs = world.State.Part("npcs");
            foreach (var id in npcs.Keys)
            {
                var npc = npcs.Part(id);
                EditorGUILayout.LabelField(npc.Text("name"), $"{npc.Text("activity")}, {npc.Text("mood")}, in {npc.Text("location")}");
            }

            var players = world.State.Part("players");
            foreach (var id in players.Keys)
            {
                EditorGUILayout.LabelField(players.Part(id).Text("name"), $"player, in {players.Part(id).Text("location")}");
            }
        }

        private void OnDisable() => _button?.Dispose();
    }
}
