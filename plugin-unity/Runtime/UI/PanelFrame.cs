#nullable enable
using System;
using UnityEngine;
using UnityEngine.UIElements;

namespace Soliloquy
{
    /// <summary>The drawn part of a <see cref="SoliloquyDialoguePanel"/>: who it is, what was said, what is wrong, a line to type into.</summary>
    internal sealed class PanelFrame
    {
        private readonly VisualElement _panel = new VisualElement { name = "soliloquy-panel" };
        private readonly Label _name = NewLabel("soliloquy-panel__name");
        private readonly Label _detail = NewLabel("soliloquy-panel__detail");
        private readonly Label _notice = NewLabel("soliloquy-panel__notice");
        private readonly ScrollView _entries = new ScrollView();

        public PanelFrame(StyleSheet? own, Action<string> said, Action typed, Action left)
        {
            SoliloquyDocuments.Style(_panel, own);
            _panel.AddToClassList("soliloquy-panel");
            _entries.AddToClassList("soliloquy-panel__entries");
            var head = new VisualElement();
            head.AddToClassList("soliloquy-panel__head");
            head.Add(_name);
            head.Add(_detail);
            Line.AddToClassList("soliloquy-panel__line");
            Line.maxLength = 2000;
            foreach (var part in new VisualElement[] { head, _entries, _notice, Line })
            {
                _panel.Add(part);
            }

            Line.RegisterValueChangedCallback(change =>
            {
                if (!string.IsNullOrEmpty(change.newValue))
                {
                    typed();
                }
            });
            // Before the field itself, which would swallow both keys.
            _panel.RegisterCallback<KeyDownEvent>(
                pressed =>
                {
                    if (pressed.keyCode == KeyCode.Return || pressed.keyCode == KeyCode.KeypadEnter)
                    {
                        pressed.StopPropagation();
                        said(Line.value);
                    }
                    else if (pressed.keyCode == KeyCode.Escape)
                    {
                        pressed.StopPropagation();
                        left();
                    }
                },
                TrickleDown.TrickleDown);
        }

        public TextField Line { get; } = new TextField();

        public string Notice => _notice.text;

        internal VisualElement Root => _panel;

        public void ShowIn(VisualElement? root)
        {
            if (root != null && _panel.parent != root)
            {
                root.Add(_panel);
                Line.Focus();
            }
        }

        public void Remove() => _panel.RemoveFromHierarchy();

        public void Describe(string name, string mood, string state)
        {
            _name.text = name;
            _detail.text = mood.Length > 0 ? $"{mood}   {state}" : state;
        }

        public void Notify(string what)
        {
            _notice.text = what;
            _notice.style.display = what.Length > 0 ? DisplayStyle.Flex : DisplayStyle.None;
        }

        public void Add(PanelEntry entry) => _entries.Add(entry.Label);

        public void Follow(PanelEntry entry) => _entries.ScrollTo(entry.Label);

        private static Label NewLabel(string className)
        {
            var label = new Label { enableRichText = false };
            label.AddToClassList(className);
            return label;
        }
    }
}
