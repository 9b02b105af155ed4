//! SAML held against xmlsec1 and libxml2, by which most services read it: what the service takes, those verify and read as the same.
//!
//! `RECOGNITO_FUZZ_RUNS` makes it more than the usual number of documents.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use fuzz::{
    mutate::Mutator,
    saml::{CERTIFICATE, KEY, Kind, check, documents, mutated, said_by_response, second::Said, template},
};

/// Documents, unless the environment says otherwise.
const RUNS: usize = 24;
/// The most bytes of instructions for a document: a few changes, so that some are taken.
const MOST_INSTRUCTIONS: usize = 16;
/// Changes that are tried for each document that counts: most of them leave none that is taken, or that can be signed.
const TRIES: usize = 400;
/// Where a document has its signatures.
const SIGNATURES: [&str; 2] =
    ["/*/*[local-name()='Signature']", "/*/*[local-name()='Assertion']/*[local-name()='Signature']"];

fn runs() -> usize {
    env::var("RECOGNITO_FUZZ_RUNS").ok().and_then(|text| text.parse().ok()).unwrap_or(RUNS)
}

/// Whether the program is there. Says so if it is not, and fails where everything must run.
fn is_installed() -> bool {
    let asked = Command::new("xmlsec1").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    assert!(asked.is_ok() || env::var_os("RECOGNITO_TEST_ALL").is_none(), "xmlsec1 is not installed");
    if asked.is_err() {
        eprintln!("\n*** SKIPPED, NOT PASSED: xmlsec1 is not installed ***\n");
    }
    asked.is_ok()
}

/// xmlsec1 with a folder for its files.
struct Xmlsec(PathBuf);

impl Xmlsec {
    fn new(test: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
        fs::create_dir_all(&folder).expect("a folder for the files of the test");
        let pem =
            |name: &str, base64: &str| format!("-----BEGIN {name}-----\n{base64}\n-----END {name}-----\n");
        fs::write(folder.join("key"), pem("PRIVATE KEY", KEY)).expect("a file");
        fs::write(folder.join("certificate"), pem("CERTIFICATE", CERTIFICATE)).expect("a file");
        Self(folder)
    }

    /// What one of its commands digested of a document; `None` where the command failed.
    fn digested(&self, command: &str, key: [&str; 2], signature: &str, text: &str) -> Option<String> {
        fs::write(self.0.join("document"), text).expect("a file");
        let done = Command::new("xmlsec1")
            .args([
                command,
                key[0],
                key[1],
                "--node-xpath",
                signature,
                "--enabled-reference-uris",
                "same-doc",
            ])
            .args(["--id-attr:ID", "urn:oasis:names:tc:SAML:2.0:assertion:Assertion"])
            .args(["--id-attr:ID", "urn:oasis:names:tc:SAML:2.0:protocol:Response"])
            .args(["--store-references", "--print-debug", "--output", "signed", "document"])
            .current_dir(&self.0)
            .output()
            .expect("xmlsec1 runs");
        let told = String::from_utf8_lossy(&done.stdout);
        let (_, rest) = told.split_once("== PreDigest data - start buffer:\n")?;
        let (digested, _) = rest.split_once("\n== PreDigest data - end buffer")?;
        done.status.success().then(|| digested.to_owned())
    }

    fn verified(&self, signature: &str, text: &str) -> Option<String> {
        self.digested("--verify", ["--pubkey-cert-pem", "certificate"], signature, text)
    }

    /// A template with its signature, and what was digested.
    fn signed(&self, text: &str) -> Option<(String, String)> {
        const EMPTY: [&str; 2] = ["<DigestValue></DigestValue>", "<SignatureValue></SignatureValue>"];
        if EMPTY.iter().any(|element| text.matches(element).count() != 1) {
            return None;
        }
        let digested = self.digested("--sign", ["--privkey-pem", "key"], SIGNATURES[1], text)?;
        let output = fs::read_to_string(self.0.join("signed")).expect("what it wrote");
        // It writes the document in its own way. The values hold for the document as it was.
        let value = |element: &str| {
            let (_, rest) = output.split_once(&format!("<{element}>"))?;
            let (value, _) = rest.split_once('<')?;
            Some(format!("<{element}>{value}</{element}>"))
        };
        let signed =
            text.replace(EMPTY[0], &value("DigestValue")?).replace(EMPTY[1], &value("SignatureValue")?);
        Some((signed, digested))
    }
}

#[test]
fn a_changed_document_that_is_taken_is_one_that_xmlsec_verifies() {
    if !is_installed() {
        return;
    }
    let (xmlsec, mut mutator, mut taken) = (Xmlsec::new("changed"), Mutator::new(0x5a31), 0);
    let documents: Vec<_> = documents().iter().filter(|document| document.kind == Kind::Clear).collect();
    for _ in 0..runs() * TRIES {
        if taken == runs() {
            break;
        }
        let document = documents[taken % documents.len()];
        let text = mutated(&document.text, &mutator.bytes(MOST_INSTRUCTIONS));
        if text == document.text || !check(Kind::Clear, &text) {
            continue;
        }
        let ours = said_by_response(&text, false);
        let verified: Vec<_> = SIGNATURES.iter().filter_map(|place| xmlsec.verified(place, &text)).collect();
        assert_eq!(verified.len(), text.matches("</SignedInfo").count(), "not verified: {text}");
        for digested in verified {
            assert_eq!(Said::by_another(&digested).ok(), ours, "{digested}\nof\n{text}");
        }
        taken += 1;
    }
    assert_eq!(taken, runs(), "of so many changed documents too few are taken");
}

#[test]
fn what_xmlsec_signs_is_read_as_it_was_signed_or_refused() {
    if !is_installed() {
        return;
    }
    let (xmlsec, mut mutator) = (Xmlsec::new("signed"), Mutator::new(0x5a32));
    let (signed, _) = xmlsec.signed(&template()).expect("a signature");
    assert!(check(Kind::Clear, &signed), "what xmlsec1 signs is taken");
    let (mut taken, mut refused) = (0, 0);
    for _ in 0..runs() * TRIES {
        if taken + refused == runs() {
            break;
        }
        let changed = mutated(&template(), &mutator.bytes(MOST_INSTRUCTIONS));
        let Some((signed, digested)) = xmlsec.signed(&changed) else { continue };
        match said_by_response(&signed, false) {
            Some(ours) => {
                assert_eq!(Said::by_another(&digested), Ok(ours.clone()), "{digested}\nof\n{signed}");
                assert_eq!(Said::by_another(&signed), Ok(ours), "{signed}");
                taken += 1;
            }
            None => refused += 1,
        }
    }
    assert_eq!(taken + refused, runs(), "of so many changed documents xmlsec1 signs too few");
    assert!(taken > 0 && refused > 0, "{taken} taken, {refused} refused");
}
