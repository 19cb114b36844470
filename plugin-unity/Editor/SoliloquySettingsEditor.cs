#nullable enable
using UnityEditor;

namespace Soliloquy.EditorTools
{
    /// <summary>The inspector of <see cref="SoliloquySettings"/>: what is wrong with them, and whether the server answers.</summary>
    [CustomEditor(typeof(SoliloquySettings))]
    [CanEditMultipleObjects]
    public sealed class SoliloquySettingsEditor : UnityEditor.Editor
    {
        private ConnectionTestButton? _button;

        /// <inheritdoc/>
        public override void OnInspectorGUI()
        {
            DrawDefaultInspector();
            if (targets.Length > 1)
            {
                return;
            }

            var settings = (SoliloquySettings)target;
            if (settings.Problem.Length > 0)
            {
                EditorGUILayout.HelpBox(settings.Problem, MessageType.Warning);
            }

            EditorGUILayout.Space();
            _button ??= new ConnectionTestButton(Repaint);
            _button.Draw(settings.ServerUrl, settings.WorldName, settings.PlayerToken);
        }

        private void OnDisable() => _button?.Dispose();
    }
}
