//! Seeded mutations for the usual tests: the same on every machine and every run. libFuzzer does better, with time and a
//! compiler of its own.

/// Pieces that readers of text take for something, beside what the dictionary of libFuzzer has.
const DICTIONARY: &str = include_str!("../tokens.dict");

/// Longer inputs are cut.
const MOST_BYTES: usize = 8_192;

/// Makes new inputs of old ones.
pub struct Mutator {
    state: u64,
    tokens: Vec<Vec<u8>>,
}

impl Mutator {
    /// Mutations that follow from `seed` alone.
    pub fn new(seed: u64) -> Self {
        let tokens = DICTIONARY.lines().filter_map(token).collect();
        Self { state: seed | 1, tokens }
    }

    /// A mutation of one of the seeds; of nothing where there are none.
    pub fn next(&mut self, seeds: &[Vec<u8>]) -> Vec<u8> {
        let mut data = self.one_of(seeds).cloned().unwrap_or_default();
        for _ in 0..=self.below(4) {
            self.change(&mut data, seeds);
        }
        data.truncate(MOST_BYTES);
        data
    }

    /// Any bytes, no more than `most`.
    pub fn bytes(&mut self, most: usize) -> Vec<u8> {
        let length = self.below(most + 1);
        (0..length).map(|_| u8::try_from(self.below(256)).unwrap_or_default()).collect()
    }

    fn change(&mut self, data: &mut Vec<u8>, seeds: &[Vec<u8>]) {
        let from = self.below(data.len() + 1);
        let to = (from + self.below(16)).min(data.len());
        match self.below(7) {
            0 => drop(data.drain(from..to)),
            1 => {
                let byte = u8::try_from(self.below(256)).unwrap_or_default();
                data.splice(from..to, [byte]);
            }
            2 => data[from..to].iter_mut().for_each(|byte| *byte ^= 1),
            3 => {
                let piece = data[from..to].repeat(1 << self.below(8));
                data.splice(from..from, piece);
            }
            4 => data.truncate(from),
            5 => {
                let other = self.one_of(seeds).cloned().unwrap_or_default();
                let start = self.below(other.len() + 1);
                data.splice(from..to, other[start..].iter().copied());
            }
            _ => {
                let tokens = std::mem::take(&mut self.tokens);
                let token = self.one_of(&tokens).cloned().unwrap_or_default();
                data.splice(from..to, token);
                self.tokens = tokens;
            }
        }
    }

    fn one_of<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        let index = self.below(all.len().max(1));
        all.get(index)
    }

    /// A number below the bound (xorshift64*).
    fn below(&mut self, bound: usize) -> usize {
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        let number = self.state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 32;
        usize::try_from(number).unwrap_or_default() % bound.max(1)
    }
}

/// A line of libFuzzer's dictionary, `"text"` with `\"`, `\\` and `\xAB`.
fn token(line: &str) -> Option<Vec<u8>> {
    let mut rest = line.strip_prefix('"')?.strip_suffix('"')?.bytes();
    let mut token = Vec::new();
    while let Some(byte) = rest.next() {
        let escaped = if byte == b'\\' { rest.next()? } else { 0 };
        token.push(match escaped {
            0 => byte,
            b'x' => u8::from_str_radix(std::str::from_utf8(&[rest.next()?, rest.next()?]).ok()?, 16).ok()?,
            other => other,
        });
    }
    Some(token)
}
