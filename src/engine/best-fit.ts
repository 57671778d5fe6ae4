/**
 * Takes the smallest free piece of memory that is large enough out of the list, unless most of it would be idle.
 * @param usable whether a piece can be used at all
 */
export function takeBestFit<Piece extends { readonly size: number }>(free: Piece[], size: number, usable: (piece: Piece) => boolean = () => true): Piece | undefined {
  let best = -1;
  let bestSize = Infinity;
  for (const [at, piece] of free.entries()) {
    if (piece.size < size || piece.size > 2 * size || piece.size >= bestSize || !usable(piece)) continue;
    best = at;
    bestSize = piece.size;
  }
  return best < 0 ? undefined : free.splice(best, 1)[0];
}
