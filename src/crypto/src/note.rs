//! Signed notes (C2SP signed-note): a short text, a blank line, and Ed25519 signatures over the text.
//!
//! ```text
//! text, one or more lines
//!
//! — name base64(key id | signature)
//! ```
//! The module does not know what the text says. Signatures of unknown keys are passed over, as the format demands:
//! witnesses add theirs beside the log's.

mod keys;

pub use keys::{MalformedKey, SigningKey, VerifierKey};

use base64::{Engine, engine::general_purpose::STANDARD};

/// What begins a signature line: an em dash (U+2014) and a space.
const SIGNATURE_PREFIX: &str = "— ";

/// Most signatures on a note that is read; more are refused, as the format allows.
const MOST_SIGNATURES: usize = 100;

/// Bytes of the key id before a signature.
const KEY_ID_LEN: usize = 4;

/// Why a note is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoteFault {
    /// It does not have the form of a signed note, or the text cannot be one.
    #[error("not a signed note")]
    Malformed,
    /// None of its signatures is by the key.
    #[error("the note is not signed by the expected key")]
    Unsigned,
    /// The signature by the key is wrong: the text was altered, or the signature forged.
    #[error("the note's signature is wrong")]
    WrongSignature,
}

/// Signs a text. It must end with a line end and hold no other control characters.
pub fn sign(text: &str, key: &SigningKey) -> Result<String, NoteFault> {
    check_text(text)?;
    let line = signature_line(key.name(), &key.id(), &key.sign(text.as_bytes()));
    Ok(format!("{text}\n{line}"))
}

/// The text of a note, if `key` has signed it.
pub fn open<'a>(note: &'a str, key: &VerifierKey) -> Result<&'a str, NoteFault> {
    let (text, signatures) = parse(note)?;
    let mut by_key = signatures.iter().filter(|s| s.name == key.name() && s.key_id == key.id()).peekable();
    if by_key.peek().is_none() {
        return Err(NoteFault::Unsigned);
    }
    let right = by_key.all(|signature| key.verify(text.as_bytes(), &signature.bytes));
    if right { Ok(text) } else { Err(NoteFault::WrongSignature) }
}

struct Signature<'a> {
    name: &'a str,
    key_id: [u8; KEY_ID_LEN],
    bytes: Vec<u8>,
}

fn parse(note: &str) -> Result<(&str, Vec<Signature<'_>>), NoteFault> {
    let at = note.rfind("\n\n").ok_or(NoteFault::Malformed)?;
    let (text, signatures) = (&note[..=at], &note[at + 2..]);
    check_text(text)?;
    let signatures = signatures.strip_suffix('\n').ok_or(NoteFault::Malformed)?;
    if signatures.split('\n').nth(MOST_SIGNATURES).is_some() {
        return Err(NoteFault::Malformed);
    }
    let signatures = signatures.split('\n').map(|line| parse_signature(line).ok_or(NoteFault::Malformed));
    Ok((text, signatures.collect::<Result<_, _>>()?))
}

fn parse_signature(line: &str) -> Option<Signature<'_>> {
    let (name, encoded) = line.strip_prefix(SIGNATURE_PREFIX)?.split_once(' ')?;
    let decoded = STANDARD.decode(encoded).ok()?;
    let (key_id, bytes) = decoded.split_first_chunk()?;
    let whole = is_name(name) && !bytes.is_empty();
    whole.then(|| Signature { name, key_id: *key_id, bytes: bytes.to_vec() })
}

fn signature_line(name: &str, key_id: &[u8], signature: &[u8]) -> String {
    format!("{SIGNATURE_PREFIX}{name} {}\n", STANDARD.encode([key_id, signature].concat()))
}

fn check_text(text: &str) -> Result<(), NoteFault> {
    let control = text.bytes().any(|byte| byte < 0x20 && byte != b'\n');
    if control || !text.ends_with('\n') { Err(NoteFault::Malformed) } else { Ok(()) }
}

/// Whether a key may have this name: not empty, no white space, no plus sign.
fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || c.is_control() || c == '+')
}

#[cfg(test)]
mod tests {
    use signed_note::{Note, StandardVerifier, VerifierList};

    use super::*;

    const TEXT: &str = "If you think cryptography is the answer\nto your problem,\n";

    fn key(name: &str) -> SigningKey {
        SigningKey::from_seed(name, [4; 32]).unwrap()
    }

    #[test]
    fn what_a_key_signs_its_verifier_opens() {
        let note = sign(TEXT, &key("example.org/log")).unwrap();
        assert_eq!(open(&note, key("example.org/log").verifier()), Ok(TEXT));
        assert_eq!(open(&note, key("other.org/log").verifier()), Err(NoteFault::Unsigned));
        let other = SigningKey::from_seed("example.org/log", [5; 32]).unwrap();
        assert_eq!(open(&note, other.verifier()), Err(NoteFault::Unsigned));
    }

    #[test]
    fn an_independent_implementation_opens_what_is_signed_here() {
        let key = key("example.org/log");
        let note = sign(TEXT, &key).unwrap();
        let theirs = StandardVerifier::new(&key.verifier().to_string()).unwrap();
        let note = Note::from_bytes(note.as_bytes()).unwrap();
        let (verified, _) = note.verify(&VerifierList::new(vec![Box::new(theirs)])).unwrap();
        assert_eq!((verified.len(), note.text()), (1, TEXT.as_bytes()));
    }

    #[test]
    fn a_known_note_opens_with_its_published_key() {
        // The example of Go's golang.org/x/mod/sumdb/note, which the format comes from.
        let key =
            VerifierKey::parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW").unwrap();
        let note = "If you think cryptography is the answer to your problem,\n\
                    then you don't know what your problem is.\n\n\
                    — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
        assert!(open(note, &key).unwrap().starts_with("If you think"));
        assert_eq!(open(&note.replace("answer", "anzwer"), &key), Err(NoteFault::WrongSignature));
    }

    #[test]
    fn a_witness_may_sign_beside_the_log() {
        let note = sign(TEXT, &key("log")).unwrap();
        let witness = signature_line("witness", &[1, 2, 3, 4], &[9; 72]);
        assert_eq!(open(&format!("{note}{witness}"), key("log").verifier()), Ok(TEXT));
        assert_eq!(
            open(&format!("{note}{}", witness.repeat(100)), key("log").verifier()),
            Err(NoteFault::Malformed)
        );
    }

    #[test]
    fn what_is_no_note_is_refused() {
        let note = sign(TEXT, &key("log")).unwrap();
        let (_, signature) = note.split_once("\n\n").unwrap();
        let bad = [
            String::new(),
            TEXT.to_owned(),
            note.trim_end().to_owned(),
            format!("{TEXT}\n"),
            format!("a\tb\n\n{signature}"),
            format!("{TEXT}\n- log AAAAAAA=\n"),
            format!("{TEXT}\n— log\n"),
            format!("{TEXT}\n— log AAAA!\n"),
            format!("{TEXT}\n— log AAAA\n"),
        ];
        for note in bad {
            assert_eq!(open(&note, key("log").verifier()), Err(NoteFault::Malformed), "{note:?}");
        }
        assert_eq!(sign("no line end", &key("log")), Err(NoteFault::Malformed));
    }
}
