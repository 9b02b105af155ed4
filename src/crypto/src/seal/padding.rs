//! Padding: the length of a sealed value that a client holds reveals nothing of its content.
//!
//! Behind the text stands the byte `80`, then zeros up to the next of a few lengths. A caller that seals a value whose length depends on a
//! secret makes sure that all its forms fit the same length.

/// The shortest lengths, in bytes.
const LENGTHS: [usize; 3] = [512, 1024, 2048];
/// Beyond those, lengths are multiples of this.
const STEP: usize = 2048;
/// Ends the text.
const END: u8 = 0x80;

/// The text, padded.
pub(crate) fn pad(text: &[u8]) -> Vec<u8> {
    let least = text.len() + 1;
    let length = LENGTHS.into_iter().find(|length| *length >= least);
    let length = length.unwrap_or_else(|| least.next_multiple_of(STEP));
    let mut padded = Vec::with_capacity(length);
    padded.extend_from_slice(text);
    padded.push(END);
    padded.resize(length, 0);
    padded
}

/// The text of [`pad`]; nothing for what is not padded.
pub(crate) fn unpad(padded: &[u8]) -> Option<&[u8]> {
    let end = padded.iter().rposition(|byte| *byte != 0)?;
    (padded[end] == END).then(|| &padded[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_comes_back_whatever_it_ends_with() {
        for text in [&b""[..], b"x", &[0; 3], &[0x80, 0, 0], &[0x80; 511], &[7; 9_000]] {
            assert_eq!(unpad(&pad(text)), Some(text));
        }
    }

    #[test]
    fn texts_of_many_lengths_are_padded_to_few() {
        let length = |text: usize| pad(&vec![1; text]).len();
        let lengths = [0, 511, 512, 1_023, 1_024, 2_047, 2_048, 4_095, 4_096].map(length);
        assert_eq!(lengths, [512, 512, 1_024, 1_024, 2_048, 2_048, 4_096, 4_096, 6_144]);
    }

    #[test]
    fn what_is_not_padded_is_told_from_what_is() {
        for text in [&b""[..], b"{}", &[0, 0], &[0x80, 1]] {
            assert_eq!(unpad(text), None);
        }
    }
}
