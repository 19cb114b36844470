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
    }
}
