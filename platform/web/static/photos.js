// Comfort only: a photograph straight from a telephone is made smaller here, so that it fits and travels quickly.
(() => {
  const LONGEST = 2000, SMALL_ENOUGH = 1_000_000;

  const smaller = async (file) => {
    if (!/^image\/(jpeg|png|webp)$/.test(file.type) || file.size < SMALL_ENOUGH) return file;
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const drawn = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
    return drawn && drawn.size < file.size ? new File([drawn], file.name, { type: "image/jpeg" }) : file;
  };

  document.addEventListener("change", async ({ target }) => {
    if (target.type !== "file" || !target.files.length) return;
    const chosen = [...target.files];
    try {
      const ready = new DataTransfer();
      for (const file of chosen) ready.items.add(await smaller(file));
      if ([...target.files].every((file, n) => file === chosen[n])) target.files = ready.files;
    } catch { /* the file goes as it is; the server says what is wrong with it */ }
  });
})();
