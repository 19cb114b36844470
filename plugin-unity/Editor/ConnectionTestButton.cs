#nullable enable
using System;
using UnityEditor;
using UnityEngine;

namespace Soliloquy.EditorTools
{
    /// <summary>The button "Test connection" of an inspector, and below it what came of it.</summary>
    internal sealed class ConnectionTestButton : IDisposable
    {
        private readonly Action _repaint;
        private ConnectionTest? _test;
        private ConnectionReport? _report;

        public ConnectionTestButton(Action repaint)
        {
            _repaint = repaint;
        }

        public void Draw(string serverUrl, string worldName, string token)
        {
            using (new EditorGUI.DisabledScope(_test != null))
            {
                var label = _test != null ? $"Asking {serverUrl} …" : "Test connection";
                if (GUILayout.Button(new GUIContent(label, "Joins the server as a player would, and lists who lives there: pick personas from that list in the inspector.")))
                {
                    _report = null;
                    _test = new ConnectionTest(serverUrl, worldName, token);
                    EditorApplication.update += Poll;
                }
            }

            if (_report != null)
            {
                EditorGUILayout.HelpBox(_report.Text, _report.IsOk ? MessageType.Info : MessageType.Error);
            }
        }

        public void Dispose()
        {
            EditorApplication.update -= Poll;
            _test?.Dispose();
            _test = null;
        }

        private void Poll()
        {
            _test!.Poll();
            if (_test.Report == null)
            {
                return;
            }

            _report = _test.Report;
            if (_report.IsOk)
            {
                KnownPersonas.Write(_report.Personas);
            }

            Dispose();
            _repaint();
        }
    }
}
