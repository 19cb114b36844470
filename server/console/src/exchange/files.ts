/** A file's bytes in base64. Rejects when it cannot be read, as when it was moved since it was chosen. */
export function base64Of(file: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ''));
    reader.onerror = () => reject(new Error('The file cannot be read any more; choose it again.'));
    reader.readAsDataURL(file);
  });
}

/** The longer side of a picture that goes into a card, in pixels. */
const MAX_SIDE = 1024;

/** Any picture that the browser can show, as PNG of a size fit for a card. Rejects when it is no picture. */
export async function pngOf(file: Blob): Promise<Blob> {
  const picture = await createImageBitmap(file).catch(() => {
    throw new Error('This file is no picture that the browser can show; choose a PNG, JPEG or WebP.');
  });
  const scale = Math.min(1, MAX_SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return new Promise((resolve, reject) => {
    const done = (blob: Blob | null) =>
      blob ? resolve(blob) : reject(new Error('The browser cannot make a PNG of this picture.'));
    canvas.toBlob(done, 'image/png');
  });
}

/** Has the browser keep a file. */
export function keep(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
