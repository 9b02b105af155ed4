//! That the target of SAML is of use: it takes what it begins with, and some of what it changes. Where everything was refused, nothing would
//! be compared, and every rule of the target would hold.

use fuzz::{
    mutate::Mutator,
    saml::{check, documents, mutated},
};

/// The most changes of a document that are tried until one is taken and one refused.
const TRIES: usize = 2_000;
/// The most bytes of instructions for a document: two changes.
const MOST_INSTRUCTIONS: usize = 8;

#[test]
fn every_document_is_taken_as_it_is_and_changed_some_are_and_some_are_not() {
    for document in documents() {
        assert!(check(document.kind, &document.text), "{}: refused as it is", document.name);
        let mut mutator = Mutator::new(0x5a33);
        let (mut taken, mut refused) = (0, 0);
        for _ in 0..TRIES {
            if taken > 0 && refused > 0 {
                break;
            }
            let text = mutated(&document.text, &mutator.bytes(MOST_INSTRUCTIONS));
            if text == document.text {
                continue;
            }
            if check(document.kind, &text) { taken += 1 } else { refused += 1 }
        }
        assert!(taken > 0 && refused > 0, "{}: {taken} taken, {refused} refused", document.name);
    }
}
