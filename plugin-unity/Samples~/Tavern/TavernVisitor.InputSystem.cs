#nullable enable
// OnGUI gets no keys where this package alone is switched on, as it is in new projects of Unity 6.
#if SOLILOQUY_INPUT_SYSTEM && ENABLE_INPUT_SYSTEM && !ENABLE_LEGACY_INPUT_MANAGER
using UnityEngine;
using UnityEngine.InputSystem;

namespace Soliloquy.Samples
{
    public sealed partial class TavernVisitor
    {
        partial void ReadKeyboard()
        {
            var keyboard = Keyboard.current;
            if (keyboard == null || Panel.Npc != null)
            {
                _held.Clear();
                return;
            }

            Hold(KeyCode.A, keyboard.aKey.isPressed || keyboard.leftArrowKey.isPressed);
            Hold(KeyCode.D, keyboard.dKey.isPressed || keyboard.rightArrowKey.isPressed);
            Hold(KeyCode.W, keyboard.wKey.isPressed || keyboard.upArrowKey.isPressed);
            Hold(KeyCode.S, keyboard.sKey.isPressed || keyboard.downArrowKey.isPressed);
            var near = Near;
            if (keyboard.eKey.wasPressedThisFrame && near != null)
            {
                Panel.Open(near);
            }
        }

        private void Hold(KeyCode key, bool isPressed)
        {
            _held.Remove(key);
            if (isPressed)
            {
                _held.Add(key);
            }
        }
    }
}
#endif
