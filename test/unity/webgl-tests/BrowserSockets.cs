using System.Runtime.CompilerServices;

namespace Soliloquy.Tests
{
    /// <summary>Has every client of these tests connect as in a WebGL build.</summary>
    internal static class BrowserSockets
    {
        [ModuleInitializer]
        internal static void Set()
        {
            var browser = new BrowserStandIn();
            Platform.NewSocket = () => new WebGLSocket(browser);
        }
    }
}
