import { Loader } from '@mantine/core';
import { useCallback, useEffect, useState } from 'react';
import { ApiError, session, signIn, signOut } from './api.ts';
import { Console } from './console.tsx';
import { SignIn } from './pages/sign-in.tsx';

type Access = { is: 'asking' } | { is: 'in' } | { is: 'out'; problem?: string };

/** The sign-in, or the console behind it. */
export function App() {
  const [access, set] = useState<Access>({ is: 'asking' });
  useEffect(() => {
    void enter().then(set);
  }, []);
  const leave = useCallback(async () => {
    // Pages ask again and again; none is to ask without the cookie.
    set({ is: 'asking' });
    await signOut().catch(() => {});
    // What was typed is nobody else's.
    sessionStorage.clear();
    set({ is: 'out' });
  }, []);
  const lost = useCallback(
    () => set({ is: 'out', problem: 'Your session has ended. Sign in again; what you typed is kept.' }),
    [],
  );
  if (access.is === 'asking') return <Loader className="waiting" aria-label="One moment" />;
  if (access.is === 'out') return <SignIn problem={access.problem} onSignedIn={() => set({ is: 'in' })} />;
  return <Console onLeave={leave} onSignedOut={lost} />;
}

// Read once, before anything else may look at the address: the token leaves it at once, and the browser's history with it.
const offered = new URLSearchParams(location.search).get('token');
if (location.search) history.replaceState(null, '', location.pathname + location.hash);
let entering: Promise<Access> | undefined;

/** Signs in with the token of the address, where there is one; else goes by the cookie. Once, however often it is drawn. */
function enter(): Promise<Access> {
  entering ??= (async (): Promise<Access> => {
    try {
      if (offered) await signIn(offered);
      const { isSignedIn } = await session();
      return { is: isSignedIn ? 'in' : 'out' };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      // An old address does not sign out who is signed in.
      const { isSignedIn } = await session().catch(() => ({ isSignedIn: false }));
      return isSignedIn ? { is: 'in' } : { is: 'out', problem: error.message };
    }
  })();
  return entering;
}
