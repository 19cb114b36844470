#nullable enable
using System.Collections.Generic;
using System.Linq;
using UnityEditor;
using UnityEngine;

namespace Soliloquy.EditorTools
{
    /// <summary>The inspector of a <see cref="SoliloquyNpc"/>: personas to pick from once a connection was tested, and while playing, its
    /// state, what it thinks, does and says as it comes, and a line to say something to it.</summary>
    [CustomEditor(typeof(SoliloquyNpc))]
    [CanEditMultipleObjects]
    public sealed class SoliloquyNpcEditor : UnityEditor.Editor
    {
        private static readonly Layer[] Layers = { Layer.Plan, Layer.Thought, Layer.Action, Layer.Speech };

        private SoliloquyNpc? _watched;
        private Turn? _turn;
        private string _line = string.Empty;

        /// <inheritdoc/>
        public override bool RequiresConstantRepaint() => Application.isPlaying;

        /// <inheritdoc/>
        public override void OnInspectorGUI()
        {
            if (targets.Length > 1)
            {
                DrawDefaultInspector();
                return;
            }

            var npc = (SoliloquyNpc)target;
            DrawPersonas(npc);
            DrawDefaultInspector();
            foreach (var problem in SceneValidation.ProblemsOf(npc))
            {
                EditorGUILayout.HelpBox(problem.Text, MessageType.Warning);
            }

            if (Application.isPlaying)
            {
                Watch(npc);
                DrawState(npc);
                DrawLayers();
                DrawLine(npc);
            }
        }

        private static void DrawPersonas(SoliloquyNpc npc)
        {
            var known = new List<string> { "Pick a persona …" };
            known.AddRange(KnownPersonas.Read());
            if (known.Count == 1)
            {
                return;
            }

            var at = Mathf.Max(0, known.IndexOf(npc.Persona));
            var picked = EditorGUILayout.Popup("Who lives there", at, known.ToArray());
            if (picked != at && picked > 0)
            {
                Undo.RecordObject(npc, "Pick a persona");
                npc.Persona = known[picked];
                EditorUtility.SetDirty(npc);
            }
        }

        private static void DrawState(SoliloquyNpc npc)
        {
            EditorGUILayout.Space();
            EditorGUILayout.LabelField(npc.DisplayName, npc.IsPresent ? npc.Activity : "not in the world", EditorStyles.boldLabel);
            if (npc.IsPresent)
            {
                EditorGUILayout.LabelField("Mood", npc.Mood);
                EditorGUILayout.LabelField("Location", npc.Location);
                EditorGUILayout.LabelField("Answers", npc.Addressing);
            }
        }

        private void DrawLayers()
        {
            foreach (var layer in Layers)
            {
                var text = _turn?.TextOf(layer) ?? string.Empty;
                if (text.Length > 0)
                {
                    EditorGUILayout.LabelField(layer.ToString(), EditorStyles.boldLabel);
                    EditorGUILayout.LabelField(text, EditorStyles.wordWrappedLabel);
                }
            }

            if (_turn != null && _turn.IsFinished)
            {
                EditorGUILayout.LabelField("Ended", _turn.Status.ToString().ToLowerInvariant());
            }
        }

        private void DrawLine(SoliloquyNpc npc)
        {
            EditorGUILayout.Space();
            _line = EditorGUILayout.TextField("Say", _line);
            using (new EditorGUI.DisabledScope(_line.Trim().Length == 0 || !npc.IsPresent))
            {
                if (GUILayout.Button("Say it"))
                {
                    npc.SayAndForget(_line.Trim());
                    _line = string.Empty;
                }
            }

            using (new EditorGUI.DisabledScope(npc.Turn == null))
            {
                if (GUILayout.Button("Interrupt"))
                {
                    npc.Interrupt();
                }
            }
        }

        private void Watch(SoliloquyNpc npc)
        {
            if (_watched == npc)
            {
                return;
            }

            _watched = npc;
            _turn = npc.Turn;
            npc.ThinkingStarted += OnThinkingStarted;
            npc.TurnRetracted += OnTurnRetracted;
        }

        private void OnThinkingStarted(Turn turn) => _turn = turn;

        private void OnTurnRetracted(string id) => _turn = _turn?.Id == id ? null : _turn;

        private void OnDisable()
        {
            // Not Unity's comparison: events of what is destroyed are let go of, too.
            if (_watched is SoliloquyNpc watched)
            {
                watched.ThinkingStarted -= OnThinkingStarted;
                watched.TurnRetracted -= OnTurnRetracted;
                _watched = null;
            }
        }
    }
}
