//! Statements over many rows. Their number of rows is one of a few, so that the engines' caches of prepared statements
//! serve them.

use std::fmt::Write;

/// Rows of one statement: 512 rows of 14 columns stay below the 32,766 values that SQLite takes.
const SIZES: [usize; 10] = [512, 256, 128, 64, 32, 16, 8, 4, 2, 1];

/// The slices in which so many rows are written.
pub(super) fn slices<T>(mut rows: &[T]) -> impl Iterator<Item = &[T]> {
    std::iter::from_fn(move || {
        let size = SIZES.into_iter().find(|size| *size <= rows.len())?;
        let (slice, rest) = rows.split_at(size);
        rows = rest;
        Some(slice)
    })
}

/// The slices in which so many keys are asked for: the last one names its last key again up to the next size, which is
/// cheaper than another statement.
pub(super) fn padded<T: Clone>(keys: &[T]) -> impl Iterator<Item = Vec<T>> {
    keys.chunks(SIZES[0]).map(|some| {
        let size = SIZES.into_iter().rev().find(|size| *size >= some.len()).unwrap_or(some.len());
        let again = some.last().into_iter().cycle().take(size - some.len());
        some.iter().chain(again).cloned().collect()
    })
}

/// `($1, $2), ($3, $4)`.
pub(super) fn tuples(rows: usize, columns: usize) -> String {
    let mut text = String::with_capacity(rows * columns * 7);
    let mut number = 0;
    for row in 0..rows {
        text.push_str(if row == 0 { "(" } else { ", (" });
        for column in 0..columns {
            number += 1;
            // Writing to a String does not fail.
            let _ = write!(text, "{}${number}", if column == 0 { "" } else { ", " });
        }
        text.push(')');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_cut_into_few_sizes() {
        let rows: Vec<u32> = (0..700).collect();
        let sizes: Vec<usize> = slices(&rows).map(<[u32]>::len).collect();
        assert_eq!(sizes.iter().sum::<usize>(), 700);
        assert_eq!(sizes, [512, 128, 32, 16, 8, 4]);
        let sizes: Vec<usize> = padded(&rows).map(|keys| keys.len()).collect();
        assert_eq!(sizes, [512, 256]);
        assert_eq!(padded(&rows[..3]).collect::<Vec<_>>(), [[0, 1, 2, 2]]);
        assert_eq!(tuples(2, 2), "($1, $2), ($3, $4)");
    }
}
