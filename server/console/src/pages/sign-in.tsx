import { Alert, Button, Code, PasswordInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { ApiError, signIn } from '../api.ts';

/** One field, and where its content is found. */
export function SignIn({ problem, onSignedIn }: { problem: string | undefined; onSignedIn(): void }) {
  const [token, setToken] = useState('');
  const [isAsking, setAsking] = useState(false);
  const [wrong, setWrong] = useState<string>();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setAsking(true);
    setWrong(undefined);
    try {
      await signIn(token.trim());
      onSignedIn();
    } catch (error) {
      setWrong(error instanceof ApiError ? error.message : 'The server could not be asked.');
      setAsking(false);
    }
  };
  return (
    <main className="sign-in">
      <h1>Soliloquy</h1>
      {problem && !wrong && <Alert color="yellow">{problem}</Alert>}
      <form onSubmit={submit}>
        <PasswordInput
          label="Designer token"
          value={token}
          onChange={(event) => setToken(event.currentTarget.value)}
          error={wrong}
          autoFocus
          autoComplete="current-password"
          spellCheck={false}
          required
          withAsterisk={false}
        />
        <Button type="submit" loading={isAsking} disabled={token.trim() === ''} fullWidth>
          Sign in
        </Button>
      </form>
      <p className="hint">
        It is the setting <Code>DESIGNER_TOKEN</Code>. Without that one, the server makes a token and prints
        this page's address with it when it starts; it is kept in <Code>data/tokens.json</Code>.
      </p>
    </main>
  );
}
