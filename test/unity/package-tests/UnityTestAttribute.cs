using System;
using System.Collections;
using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;
using NUnit.Framework.Internal.Builders;
using NUnit.Framework.Internal.Commands;

namespace UnityEngine.TestTools
{
    /// <summary>As the attribute of Unity's test framework: runs a test as a coroutine, frame by frame, in play mode.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class UnityTestAttribute : NUnitAttribute, ISimpleTestBuilder, IImplyFixture, IWrapTestMethod
    {
        public TestMethod BuildFrom(IMethodInfo method, Test? suite)
        {
            var parameters = new TestCaseParameters { ExpectedResult = new object(), HasExpectedResult = true };
            return new NUnitTestCaseBuilder().BuildTestMethod(method, suite, parameters);
        }

        public TestCommand Wrap(TestCommand command) => new Command(command.Test);

        private sealed class Command : TestCommand
        {
            public Command(Test test) : base(test)
            {
            }

            public override TestResult Execute(TestExecutionContext context)
            {
                PlayMode.Enter();
                try
                {
                    PlayMode.Load("Tests", () => { });
                    Run((IEnumerator)Test.Method!.Invoke(context.TestObject, null)!);
                    context.CurrentResult.SetResult(ResultState.Success);
                }
                finally
                {
                    PlayMode.Leave();
                }

                return context.CurrentResult;
            }

            private static void Run(IEnumerator routine)
            {
                while (routine.MoveNext())
                {
                    if (routine.Current is IEnumerator inner)
                    {
                        Run(inner);
                    }

                    PlayMode.Frame();
                    PlayMode.Pause();
                }
            }
        }
    }
}
