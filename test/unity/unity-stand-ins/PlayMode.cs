using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Reflection;
using System.Threading;
using UnityEngine.SceneManagement;

namespace UnityEngine
{
    /// <summary>
    /// The player loop, stepped by tests: messages in Unity's order (Awake and OnEnable of each object by execution order, Start before
    /// the first Update, coroutines, what was posted to the main thread, what is to be destroyed), entering and leaving play mode as with
    /// the editor's domain reload switched off, where statics live on.
    /// </summary>
    public static class PlayMode
    {
        private static readonly List<Object> Doomed = new List<Object>();
        private static readonly MainThread Thread = new MainThread();
        private static Scene _loading;

        public static bool IsPlaying { get; private set; }

        internal static List<GameObject> All { get; } = new List<GameObject>();

        internal static Scene Current { get; private set; } = new Scene("Main");

        internal static Scene Undying { get; private set; } = new Scene("DontDestroyOnLoad") { isLoaded = true };

        /// <summary>Things of Unity's own that go on in a frame: requests that were answered.</summary>
        internal static List<Func<bool>> Pending { get; } = new List<Func<bool>>();

        /// <summary>Calls posted to the main thread that did not run yet.</summary>
        internal static int Posted => Thread.Count;

        public static void Enter()
        {
            SynchronizationContext.SetSynchronizationContext(Thread);
            IsPlaying = true;
            Undying = new Scene("DontDestroyOnLoad") { isLoaded = true };
            var methods = AppDomain.CurrentDomain.GetAssemblies()
                .Where(assembly => assembly.GetName().Name.StartsWith("Soliloquy", StringComparison.Ordinal))
                .SelectMany(assembly => assembly.GetTypes())
                .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                .Select(method => (method, attribute: method.GetCustomAttribute<RuntimeInitializeOnLoadMethodAttribute>()))
                .Where(found => found.attribute != null)
                .OrderByDescending(found => found.attribute.loadType)
                .ToList();
            foreach (var (method, _) in methods)
            {
                method.Invoke(null, null);
            }
        }

        /// <summary>The Play button: what is in the open scene wakes up.</summary>
        public static void Play()
        {
            Enter();
            Current.isLoaded = true;
            WakeUp(Current);
        }

        /// <summary>Loads a scene: objects are made first, and then wake up by their execution order.</summary>
        public static Scene Load(string name, Action build)
        {
            var scene = new Scene(name);
            (Current, _loading) = (scene, scene);
            build();
            _loading = null;
            scene.isLoaded = true;
            WakeUp(scene);
            return scene;
        }

        public static void Frame()
        {
            Time.Advance();
            foreach (var behaviour in Behaviours())
            {
                if (behaviour.IsRunning && !behaviour.IsStarted)
                {
                    behaviour.IsStarted = true;
                    Send(behaviour, "Start");
                }
            }

            foreach (var message in new[] { "Update", "LateUpdate" })
            {
                Behaviours().Where(behaviour => behaviour.IsRunning && behaviour.IsStarted).ToList().ForEach(behaviour =>
                {
                    if (behaviour.IsRunning)
                    {
                        Send(behaviour, message);
                    }
                });
            }

            foreach (var behaviour in Behaviours())
            {
                behaviour.Coroutines.ToList().ForEach(coroutine => Guard(coroutine.Step));
                behaviour.Coroutines.RemoveAll(coroutine => coroutine.IsOver);
            }

            EditorTick();
            foreach (var doomed in Doomed.ToList())
            {
                DestroyNow(doomed);
            }

            Doomed.Clear();
        }

        /// <summary>Between two frames, as in a game: without it, a test that waits takes a core from the server it waits for.</summary>
        public static void Pause() => System.Threading.Thread.Sleep(1);

        /// <summary>What the editor does between play modes as well: answered requests, and what was posted to the main thread.</summary>
        public static void EditorTick()
        {
            foreach (var pending in Pending.ToList())
            {
                Guard(() =>
                {
                    if (pending())
                    {
                        Pending.Remove(pending);
                    }
                });
            }

            Thread.Run();
        }

        public static void Unload(Scene scene)
        {
            scene.isLoaded = false;
            TearDown(All.Where(one => one.scene == scene).ToList());
        }

        public static void Leave()
        {
            Application.Quit();
            Current.isLoaded = false;
            Undying.isLoaded = false;
            TearDown(All.ToList());
            Doomed.Clear();
            IsPlaying = false;
            SynchronizationContext.SetSynchronizationContext(null);
        }

        internal static void DestroyLater(Object obj)
        {
            if (obj != null)
            {
                Doomed.Add(obj);
            }
        }

        internal static void DestroyNow(Object obj)
        {
            if (obj is GameObject gameObject && gameObject != null)
            {
                var whole = new List<GameObject>();
                AddWithChildren(gameObject, whole);
                TearDown(whole);
            }
            else if (obj is Component component && component != null)
            {
                Disable(component);
                End(component);
            }
        }

        internal static void Refresh(GameObject gameObject)
        {
            foreach (var component in gameObject.Components.OfType<Behaviour>().ToList())
            {
                Refresh(component);
            }

            for (var index = 0; index < gameObject.transform.childCount; index++)
            {
                Refresh(gameObject.transform.GetChild(index).Owner);
            }
        }

        internal static void Refresh(Behaviour component)
        {
            if (!(component is MonoBehaviour behaviour) || !IsPlaying || behaviour.Owner.scene == _loading)
            {
                return;
            }

            if (!behaviour.IsAwake && behaviour.Owner.activeInHierarchy)
            {
                behaviour.IsAwake = true;
                Send(behaviour, "Awake");
            }

            if (!behaviour.IsRunning && behaviour.isActiveAndEnabled)
            {
                behaviour.IsRunning = true;
                Send(behaviour, "OnEnable");
            }
            else if (behaviour.IsRunning && !behaviour.isActiveAndEnabled)
            {
                Disable(behaviour);
            }
        }

        private static void WakeUp(Scene scene) =>
            All.Where(one => one.scene == scene).SelectMany(one => one.Components).OfType<MonoBehaviour>().OrderBy(OrderOf).ToList().ForEach(Refresh);

        private static void AddWithChildren(GameObject gameObject, List<GameObject> all)
        {
            all.Add(gameObject);
            for (var index = 0; index < gameObject.transform.childCount; index++)
            {
                AddWithChildren(gameObject.transform.GetChild(index).Owner, all);
            }
        }

        private static void TearDown(List<GameObject> gameObjects)
        {
            var components = gameObjects.SelectMany(one => one.Components).ToList();
            components.ForEach(Disable);
            components.ForEach(End);
            foreach (var one in gameObjects)
            {
                one.IsDestroyed = true;
                All.Remove(one);
            }
        }

        private static void Disable(Component component)
        {
            if (component is MonoBehaviour behaviour && behaviour.IsRunning)
            {
                behaviour.IsRunning = false;
                behaviour.Coroutines.Clear();
                Send(behaviour, "OnDisable");
            }
        }

        private static void End(Component component)
        {
            if (component is MonoBehaviour behaviour && behaviour.IsAwake)
            {
                Send(behaviour, "OnDestroy");
            }

            if (component is Transform transform && !transform.IsDestroyed && transform.parent is Transform parent && !parent.IsDestroyed)
            {
                transform.SetParent(null);
            }

            component.IsDestroyed = true;
            component.Owner.Forget(component);
        }

        private static List<MonoBehaviour> Behaviours() =>
            All.ToList().SelectMany(one => one.Components.ToList()).OfType<MonoBehaviour>().OrderBy(OrderOf).ToList();

        private static int OrderOf(MonoBehaviour behaviour) => behaviour.GetType().GetCustomAttribute<DefaultExecutionOrder>()?.order ?? 0;

        private static void Send(MonoBehaviour behaviour, string message)
        {
            for (var type = behaviour.GetType(); type != typeof(MonoBehaviour); type = type.BaseType)
            {
                var method = type.GetMethod(message, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly, null, Type.EmptyTypes, null);
                if (method != null)
                {
                    Guard(() => ((Action)method.CreateDelegate(typeof(Action), behaviour))());
                    return;
                }
            }
        }

        private static void Guard(Action call)
        {
            try
            {
                call();
            }
            catch (Exception failure)
            {
                Debug.LogException(failure);
            }
        }

        /// <summary>As UnitySynchronizationContext: what is posted runs once in a frame, and what that posts, in the next.</summary>
        private sealed class MainThread : SynchronizationContext
        {
            private readonly List<(SendOrPostCallback Call, object State)> _posted = new List<(SendOrPostCallback Call, object State)>();

            public int Count
            {
                get
                {
                    lock (_posted)
                    {
                        return _posted.Count;
                    }
                }
            }

            public override void Post(SendOrPostCallback d, object state)
            {
                lock (_posted)
                {
                    _posted.Add((d, state));
                }
            }

            public void Run()
            {
                List<(SendOrPostCallback Call, object State)> current;
                lock (_posted)
                {
                    current = _posted.ToList();
                    _posted.Clear();
                }

                var before = SynchronizationContext.Current;
                SetSynchronizationContext(this);
                current.ForEach(posted => Guard(() => posted.Call(posted.State)));
                SetSynchronizationContext(before);
            }
        }
    }
}
