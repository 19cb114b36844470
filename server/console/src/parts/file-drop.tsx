import { Button, type ButtonProps } from '@mantine/core';
import { type DragEvent, type ReactNode, useRef, useState } from 'react';
import './file-drop.css';

type Props = {
  /** What is dropped here. */
  children: ReactNode;
  /** Of the field, for whoever does not see it. */
  label: string;
  /** Endings of files and their types, as HTML has them. */
  accept: string;
  isMany?: boolean;
  /** On the button: "Choose a file". */
  choose: string;
  button?: ButtonProps;
  onFiles(files: File[]): void;
};

/** Takes files that are dropped or chosen. */
export function FileDrop({ children, label, accept, isMany = false, choose, button, onFiles }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    onFiles([...event.dataTransfer.files]);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut; the button does the same by keyboard
    <div
      className="drop"
      data-over={isOver || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <p>{children}</p>
      <Button {...button} onClick={() => input.current?.click()}>
        {choose}
      </Button>
      <input
        ref={input}
        type="file"
        multiple={isMany}
        className="hidden"
        aria-label={label}
        tabIndex={-1}
        accept={accept}
        onChange={(event) => {
          onFiles([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = '';
        }}
      />
    </div>
  );
}
