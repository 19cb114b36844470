#nullable enable
using System.Linq;
using UnityEditor;
using UnityEngine;

namespace Soliloquy.EditorTools
{
    /// <summary>The window "Soliloquy Scene Validation": what is wrong in the open scenes, with buttons that mend it.</summary>
    public sealed class SceneValidationWindow : EditorWindow
    {
        private Vector2 _scroll;

        /// <summary>Opens it.</summary>
        [MenuItem("Window/Soliloquy/Scene Validation")]
        public static void Open() => GetWindow<SceneValidationWindow>("Soliloquy Scene Validation");

        private void OnGUI()
        {
            var problems = SceneValidation.FindProblems();
            if (problems.Count == 0)
            {
                EditorGUILayout.HelpBox("Nothing is wrong in the open scenes.", MessageType.Info);
                return;
            }

            var mendable = problems.Where(problem => problem.Fix != null).ToList();
            if (mendable.Count > 1 && GUILayout.Button($"Mend all {mendable.Count} that can be mended"))
            {
                mendable.ForEach(problem => problem.Fix!());
                return;
            }

            _scroll = EditorGUILayout.BeginScrollView(_scroll);
            foreach (var problem in problems)
            {
                EditorGUILayout.HelpBox(problem.Text, MessageType.Warning);
                EditorGUILayout.BeginHorizontal();
                if (GUILayout.Button("Show"))
                {
                    Selection.activeObject = problem.Context;
                }

                if (problem.Fix != null && GUILayout.Button(problem.FixLabel))
                {
                    problem.Fix();
                }

                EditorGUILayout.EndHorizontal();
            }

            EditorGUILayout.EndScrollView();
        }

        private void OnHierarchyChange() => Repaint();
    }
}
