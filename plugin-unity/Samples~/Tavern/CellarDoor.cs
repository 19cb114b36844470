#nullable enable
using System.Collections;
using System.Threading.Tasks;
using UnityEngine;

namespace Soliloquy.Samples
{
    /// <summary>A door that swings on its left edge.</summary>
    public sealed class CellarDoor : MonoBehaviour
    {
        private const float OpenDegrees = 105f;
        private const float SwingSeconds = 1.1f;

        private bool _isOpen;

        /// <summary>Whether it stands open. Set: it is so at once.</summary>
        public bool IsOpen
        {
            get => _isOpen;
            set
            {
                _isOpen = value;
                Turn(value ? 1f : 0f);
            }
        }

        /// <summary>Whether it is moving.</summary>
        public bool IsSwinging { get; private set; }

        /// <summary>Opens or closes it before the eyes of the player.</summary>
        public Task SwingAsync(bool opens)
        {
            var swung = new TaskCompletionSource<bool>();
            StartCoroutine(Swing(opens, swung));
            return swung.Task;
        }

        private IEnumerator Swing(bool opens, TaskCompletionSource<bool> swung)
        {
            IsSwinging = true;
            for (var seconds = 0f; seconds < SwingSeconds; seconds += Time.deltaTime)
            {
                var part = Mathf.SmoothStep(0f, 1f, seconds / SwingSeconds);
                Turn(opens ? part : 1f - part);
                yield return null;
            }

            IsSwinging = false;
            IsOpen = opens;
            swung.SetResult(true);
        }

        private void Turn(float part) => transform.localRotation = Quaternion.Euler(0f, -OpenDegrees * part, 0f);
    }
}
