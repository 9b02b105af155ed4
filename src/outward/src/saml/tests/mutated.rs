//! Good responses with pieces moved, copied, cut and changed at random: whatever is accepted says what was signed.
//!
//! `RECOGNITO_FUZZ_RUNS` sets how many are tried; each comes from its number, so that one that fails fails again.

use ports::federation::saml::SamlSignIn;

use super::{
    super::tree::{Element, Reading},
    documents::{Parts, Signer, response, signed_response, usual},
    read,
};

/// What is tried in the usual tests.
const RUNS: u64 = 600;

/// Pieces that mean something to a reader of SAML.
const PIECES: [&str; 14] = [
    "<!-- x -->",
    "<?x y?>",
    "&amp;",
    "&#97;",
    " ID=\"_a1\"",
    " ID=\"_evil\"",
    " Id=\"_a1\"",
    " xmlns:x=\"urn:x\"",
    " xmlns=\"urn:oasis:names:tc:SAML:2.0:assertion\"",
    "<saml:NameID xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\">eve</saml:NameID>",
    "<ds:Object xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"></ds:Object>",
    "eve",
    "_a1",
    "#_a1",
];

/// Numbers that follow from a seed (`SplitMix64`).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(bound.max(1)).unwrap()).unwrap()
    }
}

/// The places of all elements of a text.
fn places(text: &str) -> Vec<std::ops::Range<usize>> {
    let Ok(root) = Element::parse(text, Reading::Message) else { return Vec::new() };
    let mut places = Vec::new();
    root.each_inside(&mut |element, _| places.push(element.place.clone()));
    places
}

fn mutated(text: &str, numbers: &mut Numbers) -> String {
    let places = places(text);
    if places.is_empty() {
        return text.to_owned();
    }
    let one = places[numbers.below(places.len())].clone();
    let other = places[numbers.below(places.len())].clone();
    let (piece, at) = (text[one.clone()].to_owned(), other.start);
    let inside = text[other.clone()].find('>').map_or(other.start, |end| other.start + end + 1);
    let mut changed = text.to_owned();
    match numbers.below(7) {
        0 => changed.insert_str(at, &piece),
        1 => changed.insert_str(inside, &piece),
        2 => changed.replace_range(other, &piece),
        3 => changed.replace_range(one, ""),
        4 => changed.insert_str(inside, PIECES[numbers.below(PIECES.len())]),
        5 => {
            let at = text[other.clone()].find([' ', '>']).map_or(other.start, |end| other.start + end);
            changed.insert_str(at, PIECES[numbers.below(PIECES.len())]);
        }
        _ => {
            let at = numbers.below(text.len());
            if text.is_char_boundary(at) && text.is_char_boundary(at + 1) {
                changed.replace_range(at..=at, ["x", "\"", "<", " ", ">", "1"][numbers.below(6)]);
            }
        }
    }
    changed
}

/// What may differ between a message and a mutation of it that is accepted: nothing.
fn says(sign_in: &SamlSignIn) -> String {
    let SamlSignIn { user, name, session_index, assertion_id, .. } = sign_in;
    format!(
        "{}|{}|{:?}|{session_index:?}|{assertion_id}|{:?}",
        user.subject, name.value, user.claims, user.acr
    )
}

#[test]
fn whatever_is_accepted_says_what_was_signed() {
    let runs = std::env::var("RECOGNITO_FUZZ_RUNS").ok().and_then(|runs| runs.parse().ok()).unwrap_or(RUNS);
    let curve = response(&Signer::curve().sign(&Parts::default().assertion()));
    let seeds = [usual(), signed_response(), Signer::default().sign(&usual()), curve];
    let expected = says(&read(&usual()).unwrap());
    let mut refused = 0_u64;
    for run in 0..runs {
        let mut numbers = Numbers(run);
        let mut text = seeds[numbers.below(seeds.len())].clone();
        for _ in 0..=numbers.below(3) {
            text = mutated(&text, &mut numbers);
        }
        match read(&text) {
            Ok(accepted) => assert_eq!(says(&accepted), expected, "run {run}: {text}"),
            Err(_) => refused += 1,
        }
    }
    assert!(refused * 2 > runs, "mutations that change nothing test nothing: {refused} of {runs} refused");
}
