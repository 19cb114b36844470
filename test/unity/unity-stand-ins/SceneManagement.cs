using System.Linq;

namespace UnityEngine.SceneManagement
{
    /// <summary>A struct in Unity, of a handle; equal where it is the same scene.</summary>
    public sealed class Scene
    {
        internal Scene(string name)
        {
            this.name = name;
        }

        public string name { get; }

        public bool isLoaded { get; internal set; }

        public GameObject[] GetRootGameObjects() => PlayMode.All.Where(one => one.scene == this && one.transform.parent == null).ToArray();
    }

    public static class SceneManager
    {
        public static int sceneCount => 1;

        public static Scene GetSceneAt(int index) => PlayMode.Current;
    }
}
