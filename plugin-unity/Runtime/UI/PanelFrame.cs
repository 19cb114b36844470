#nullable enable
using System;
using UnityEngine;
using UnityEngine.UIElements;

namespace Soliloquy
{
    /// <summary>The drawn part of a <see cref="SoliloquyDialoguePanel"/>: who it is, what was said, what is wrong, a line to type into.</summary>
    internal sealed class PanelFrame
    {
        public const int MaxName = 80;
        private const int MaxNotice = 500;

        private readonly VisualElement _panel = new VisualElement { name = "soliloquy-panel" };
        private readonly Label _name = NewLabel("soliloquy-panel__name");
        private readonly Label _detail = NewLabel("soliloquy-panel__detail");
        private readonly Label _notice = NewLabel("soliloquy-panel__notice");
        private readonly Label _hint = NewLabel("soliloquy-panel__hint");
        private readonly ScrollView _entries = new ScrollView();
        private Label? _last;

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
            // A field of Unity 2021 has no placeholder of its own.
            _hint.pickingMode = PickingMode.Ignore;
            Line.Add(_hint);
            foreach (var part in new VisualElement[] { head, _entries, _notice, Line })
            {
                _panel.Add(part);
            }

            // Once it is laid out: what is new has no place before.
            _entries.contentContainer.RegisterCallback<GeometryChangedEvent>(_ => ScrollToEnd());
            Line.RegisterValueChangedCallback(change =>
            {
                UpdateHint();
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

        /// <summary>How the NPC feels, and what it is doing.</summary>
        public string Detail => _detail.text;

        /// <summary>What stands in the line while nothing is typed; empty where something is.</summary>
        public string Hint => _hint.style.display == DisplayStyle.None ? string.Empty : _hint.text;

        internal VisualElement Root => _panel;

        public void ShowIn(VisualElement? root)
        {
            if (root != null && _panel.parent != root)
            {
                root.Add(_panel);
                Focus();
            }
        }

        /// <summary>Empties the line, for the next.</summary>
        public void Clear()
        {
            Line.SetValueWithoutNotify(string.Empty);
            UpdateHint();
        }

        /// <summary>Lets the player type, also after Enter, at which some versions of Unity take the focus away behind one's back.</summary>
        public void Focus() => Line.schedule.Execute(() => Line.Focus());

        public void Remove() => _panel.RemoveFromHierarchy();

        public void Describe(string name, string mood, string state)
        {
            (name, mood) = (Graphemes.Clip(name, MaxName), Graphemes.Clip(mood, MaxName));
            _name.text = name;
            _hint.text = $"Say something to {name} …";
            _detail.text = mood.Length > 0 ? $"{mood}   {state}" : state;
        }

        public void Notify(string what)
        {
            _notice.text = Graphemes.Clip(what, MaxNotice);
            _notice.style.display = what.Length > 0 ? DisplayStyle.Flex : DisplayStyle.None;
        }

        public void Add(PanelEntry entry)
        {
            _last = entry.Label;
            _entries.Add(entry.Label);
        }

        private void ScrollToEnd()
        {
            if (_last?.parent != null)
            {
                _entries.ScrollTo(_last);
            }
        }

        private void UpdateHint() => _hint.style.display = string.IsNullOrEmpty(Line.value) ? DisplayStyle.Flex : DisplayStyle.None;

        private static Label NewLabel(string className)
        {
            var label = new Label { enableRichText = false };
            label.AddToClassList(className);
            return label;
        }
    }
}
