using System;
using System.Linq;
using System.Reflection;

namespace UnityEditor
{
    /// <summary>The editor's menus, as assemblies add to them.</summary>
    internal static class Menu
    {
        public static void Choose(string path, UnityEngine.Object selected)
        {
            var method = AppDomain.CurrentDomain.GetAssemblies()
                .Where(assembly => assembly.GetName().Name.StartsWith("Soliloquy", StringComparison.Ordinal))
                .SelectMany(assembly => assembly.GetTypes())
                .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                .Single(candidate => candidate.GetCustomAttributes<MenuItem>().Any(item => item.menuItem == path));
            method.Invoke(null, method.GetParameters().Length == 0 ? null : new object[] { new MenuCommand(selected) });
        }
    }
}
