#nullable enable
using System;
using UnityEngine;

namespace Soliloquy.Samples
{
    /// <summary>Somebody who sits here: turns to whom it speaks to, and to an NPC that speaks to it. Its name and how it feels stand below it; a
    /// new mood lights up, and grows quiet.</summary>
    public sealed class TavernFigure : MonoBehaviour
    {
        private const float DegreesPerSecond = 240f;
        private const float NewsSeconds = 3f;
        private static readonly Color Quiet = new Color(0.66f, 0.6f, 0.5f);
        private static readonly Color Strong = new Color(1f, 0.62f, 0.3f);

        /// <summary>Towards the room.</summary>
        private float _yaw = 180f;
        private float _wantedYaw = 180f;
        private float _newsSeconds;

        /// <summary>Whose figure it is.</summary>
        public SoliloquyNpc Npc { get; set; } = null!;

        /// <summary>The figure behind an address such as <c>npc:tam</c>; null where it is not here.</summary>
        public Func<string, Transform?> FindFigure { get; set; } = address => null;

        /// <summary>Where it looks, or turns to look: degrees about the vertical, 0 away from the camera.</summary>
        public float Yaw => _wantedYaw;

        /// <summary>How it feels, as it is written below it: <c>angry ••</c>, with more dots the stronger it is, and none in its usual mood.</summary>
        public string MoodText => $"{Npc.Mood} {new string('•', (int)Math.Ceiling(Npc.MoodIntensity * 3f))}".TrimEnd();

        /// <summary>Turns to a place.</summary>
        public void LookAt(Vector3 place)
        {
            var way = place - transform.position;
            _wantedYaw = Mathf.Atan2(way.x, way.z) * Mathf.Rad2Deg;
        }

        private void OnEnable()
        {
            Npc.AddressingChanged += OnAddressingChanged;
            Npc.MoodChanged += OnMoodChanged;
        }

        private void OnDisable()
        {
            Npc.AddressingChanged -= OnAddressingChanged;
            Npc.MoodChanged -= OnMoodChanged;
        }

        private void Update()
        {
            _newsSeconds -= Time.deltaTime;
            _yaw = Mathf.MoveTowardsAngle(_yaw, _wantedYaw, DegreesPerSecond * Time.deltaTime);
            transform.localRotation = Quaternion.Euler(0f, _yaw, 0f);
        }

        private void OnGUI()
        {
            var seen = Camera.main != null ? Camera.main.WorldToScreenPoint(transform.position) : default;
            if (!Npc.IsPresent || seen.z <= 0f)
            {
                return;
            }

            // The screen is counted from below, IMGUI from above.
            var place = new Rect(seen.x - 60f, Screen.height - seen.y + 40f, 220f, 22f);
            GUI.color = new Color(0.95f, 0.9f, 0.8f);
            GUI.Label(place, Npc.DisplayName);
            place.y += 16f;
            GUI.color = _newsSeconds > 0f ? Strong : Color.Lerp(Quiet, Strong, Npc.MoodIntensity);
            GUI.Label(place, MoodText);
            GUI.color = new Color(1f, 1f, 1f);
        }

        private void OnMoodChanged(string mood) => _newsSeconds = NewsSeconds;

        private void OnAddressingChanged(string addressing)
        {
            var other = FindFigure(addressing);
            if (other == null)
            {
                return;
            }

            LookAt(other.position);
            // A player turns by himself.
            if (other.GetComponent<TavernFigure>() is TavernFigure listener)
            {
                listener.LookAt(transform.position);
            }
        }
    }
}
