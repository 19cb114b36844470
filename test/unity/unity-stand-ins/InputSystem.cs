namespace UnityEngine.InputSystem
{
    public class ButtonControl
    {
        public bool isPressed { get; internal set; }

        public bool wasPressedThisFrame { get; internal set; }
    }

    public class KeyControl : ButtonControl
    {
    }

    /// <summary>Of the package com.unity.inputsystem.</summary>
    public class Keyboard
    {
        public static Keyboard current { get; internal set; }

        public KeyControl aKey { get; } = new KeyControl();

        public KeyControl dKey { get; } = new KeyControl();

        public KeyControl eKey { get; } = new KeyControl();

        public KeyControl sKey { get; } = new KeyControl();

        public KeyControl wKey { get; } = new KeyControl();

        public KeyControl leftArrowKey { get; } = new KeyControl();

        public KeyControl rightArrowKey { get; } = new KeyControl();

        public KeyControl upArrowKey { get; } = new KeyControl();

        public KeyControl downArrowKey { get; } = new KeyControl();
    }
}
