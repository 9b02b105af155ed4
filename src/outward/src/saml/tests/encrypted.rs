//! Encrypted assertions: the same rules, before and after they are opened.

use aws_lc_rs::{
    aead::{AES_128_GCM, AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey},
    cipher::{AES_128, AES_256, DecryptionContext, PaddedBlockEncryptingKey, UnboundCipherKey},
    rsa::{
        OAEP_SHA1_MGF1SHA1, OAEP_SHA256_MGF1SHA256, OaepPublicEncryptingKey, Pkcs1PublicEncryptingKey,
        PrivateDecryptingKey, PublicEncryptingKey,
    },
};
use base64::{Engine, engine::general_purpose::STANDARD};
use ports::federation::saml::{Expected, Refused, SigningKey};

use super::{
    ATTACKER_KEY, SERVICE_KEY,
    documents::{DS, Head, Parts, Signer, audience, response, usual},
    expected, peer, read, read_as, read_sealed,
};

const OAEP: &str = "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p";
const GCM_256: &str = "http://www.w3.org/2009/xmlenc11#aes256-gcm";
const CBC_256: &str = "http://www.w3.org/2001/04/xmlenc#aes256-cbc";

/// How an assertion is encrypted.
#[derive(Clone)]
struct Sealer {
    data: &'static str,
    key: &'static str,
    digest: Option<&'static str>,
    mask: Option<&'static str>,
    to: &'static str,
    beside: bool,
}

impl Default for Sealer {
    fn default() -> Self {
        Self { data: GCM_256, key: OAEP, digest: None, mask: None, to: SERVICE_KEY, beside: false }
    }
}

impl Sealer {
    fn seal(&self, text: &str) -> String {
        let content_key = vec![7; if self.data.contains("128") { 16 } else { 32 }];
        let value = STANDARD.encode(self.encrypted(&content_key, text.as_bytes()));
        let element = |name: &str, uri: &str| format!(r#"<{name} Algorithm="{uri}"></{name}>"#);
        let options = [
            self.digest.map(|uri| {
                element("ds:DigestMethod", uri).replacen(' ', &format!(r#" xmlns:ds="{DS}" "#), 1)
            }),
            self.mask.map(|uri| {
                element("e:MGF", uri).replacen(' ', r#" xmlns:e="http://www.w3.org/2009/xmlenc11#" "#, 1)
            }),
        ];
        let options: String = options.into_iter().flatten().collect();
        let cipher = |value: &str| {
            format!("<xenc:CipherData><xenc:CipherValue>{value}</xenc:CipherValue></xenc:CipherData>")
        };
        // Where it is inside, its prefix is declared already.
        let declared = if self.beside { r#" xmlns:xenc="http://www.w3.org/2001/04/xmlenc#""# } else { "" };
        let key = format!(
            r#"<xenc:EncryptedKey{declared}><xenc:EncryptionMethod Algorithm="{}">{options}</xenc:EncryptionMethod>{}</xenc:EncryptedKey>"#,
            self.key,
            cipher(&STANDARD.encode(self.wrapped(&content_key)))
        );
        let (inside, beside) = if self.beside {
            (String::new(), key)
        } else {
            (format!(r#"<ds:KeyInfo xmlns:ds="{DS}">{key}</ds:KeyInfo>"#), String::new())
        };
        format!(
            r#"<saml:EncryptedAssertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"><xenc:EncryptedData xmlns:xenc="http://www.w3.org/2001/04/xmlenc#" Type="http://www.w3.org/2001/04/xmlenc#Element"><xenc:EncryptionMethod Algorithm="{}"></xenc:EncryptionMethod>{inside}{}</xenc:EncryptedData>{beside}</saml:EncryptedAssertion>"#,
            self.data,
            cipher(&value)
        )
    }

    fn encrypted(&self, key: &[u8], text: &[u8]) -> Vec<u8> {
        let mut sealed = text.to_vec();
        if self.data.ends_with("gcm") {
            let algorithm = if key.len() == 16 { &AES_128_GCM } else { &AES_256_GCM };
            let key = LessSafeKey::new(UnboundKey::new(algorithm, key).unwrap());
            key.seal_in_place_append_tag(Nonce::assume_unique_for_key([3; 12]), Aad::empty(), &mut sealed)
                .unwrap();
            return [&[3; 12][..], &sealed].concat();
        }
        let algorithm = if key.len() == 16 { &AES_128 } else { &AES_256 };
        let key =
            PaddedBlockEncryptingKey::cbc_pkcs7(UnboundCipherKey::new(algorithm, key).unwrap()).unwrap();
        let DecryptionContext::Iv128(first) = key.encrypt(&mut sealed).unwrap() else {
            panic!("no first block")
        };
        [&first.as_ref()[..], &sealed].concat()
    }

    fn wrapped(&self, key: &[u8]) -> Vec<u8> {
        let private = PrivateDecryptingKey::from_pkcs8(&STANDARD.decode(self.to).unwrap()).unwrap();
        let public: PublicEncryptingKey = private.public_key();
        let mut wrapped = vec![0; public.key_size_bytes()];
        if self.key.ends_with("rsa-1_5") {
            let public = Pkcs1PublicEncryptingKey::new(public).unwrap();
            return public.encrypt(key, &mut wrapped).unwrap().to_vec();
        }
        let strong = self.digest.is_some_and(|uri| uri.ends_with("sha256"));
        let algorithm = if strong { &OAEP_SHA256_MGF1SHA256 } else { &OAEP_SHA1_MGF1SHA1 };
        OaepPublicEncryptingKey::new(public)
            .unwrap()
            .encrypt(algorithm, key, &mut wrapped, None)
            .unwrap()
            .to_vec()
    }
}

fn sealed(assertion: &str) -> String {
    response(&Sealer::default().seal(assertion))
}

#[test]
fn a_signed_assertion_that_is_encrypted_is_taken_in_each_way_of_encrypting() {
    let new_oaep = "http://www.w3.org/2009/xmlenc11#rsa-oaep";
    let sha256 = Some("http://www.w3.org/2001/04/xmlenc#sha256");
    let mask = Some("http://www.w3.org/2009/xmlenc11#mgf1sha256");
    for sealer in [
        Sealer::default(),
        Sealer { data: "http://www.w3.org/2009/xmlenc11#aes128-gcm", ..Sealer::default() },
        Sealer { data: CBC_256, ..Sealer::default() },
        Sealer { data: "http://www.w3.org/2001/04/xmlenc#aes128-cbc", beside: true, ..Sealer::default() },
        Sealer { digest: Some("http://www.w3.org/2000/09/xmldsig#sha1"), ..Sealer::default() },
        Sealer { key: new_oaep, digest: sha256, mask, ..Sealer::default() },
    ] {
        let taken = read_sealed(&response(&sealer.seal(&Parts::default().signed()))).unwrap();
        assert_eq!(taken, read(&usual()).unwrap());
    }
}

#[test]
fn a_signed_response_around_an_encrypted_assertion_is_taken() {
    let plain = Signer::default().sign(&sealed(&Parts::default().assertion()));
    assert_eq!(read_sealed(&plain).unwrap(), read(&usual()).unwrap());
    let both = Signer::default().sign(&sealed(&Parts::default().signed()));
    assert_eq!(read_sealed(&both).unwrap(), read(&usual()).unwrap());
}

#[test]
fn a_declaration_of_xml_before_the_encrypted_assertion_is_taken() {
    let text = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{}", Parts::default().signed());
    assert!(read_sealed(&sealed(&text)).is_ok());
}

#[test]
fn a_byte_order_mark_before_a_message_moves_nothing_in_it() {
    let good = sealed(&Parts::default().signed());
    assert_eq!(read_sealed(&format!("\u{feff}{good}")), read_sealed(&good));
    // The place of the encrypted assertion, wrong by the length of the mark, would be inside of this character.
    let behind_text = good.replace("<saml:EncryptedAssertion", "\u{1f600}<saml:EncryptedAssertion");
    assert_eq!(read_sealed(&format!("\u{feff}{behind_text}")), read_sealed(&behind_text));
    assert!(read_sealed(&format!("\u{feff}\u{feff}{good}")).is_err());
}

#[test]
fn where_assertions_must_be_encrypted_one_in_the_clear_is_refused() {
    assert_eq!(read_sealed(&usual()).unwrap_err(), Refused::InTheClear);
    assert_eq!(read(&sealed(&Parts::default().signed())).unwrap_err(), Refused::Encrypted);
}

#[test]
fn encryption_is_no_signature() {
    assert_eq!(read_sealed(&sealed(&Parts::default().assertion())).unwrap_err(), Refused::Encrypted);
    let attacker = Signer { key: ATTACKER_KEY, ..Signer::default() };
    assert_eq!(
        read_sealed(&sealed(&attacker.sign(&Parts::default().assertion()))).unwrap_err(),
        Refused::Encrypted
    );
    let changed = Parts::default().signed().replace(">ada<", ">eve<");
    assert_eq!(read_sealed(&sealed(&changed)).unwrap_err(), Refused::Encrypted);
    let outer = attacker.sign(&sealed(&Parts::default().signed()));
    assert_eq!(read_sealed(&outer).unwrap_err(), Refused::Signature, "a bad signature of the response");
    let inner = Signer::default().sign(&sealed(&changed));
    assert_eq!(read_sealed(&inner).unwrap_err(), Refused::Encrypted, "a bad one inside of a good one");
}

#[test]
fn a_sealed_assertion_cannot_be_exchanged_under_the_signature_of_the_response() {
    let one = sealed(&Parts::default().assertion());
    let two = Sealer::default()
        .seal(&Parts { name: "<saml:NameID>eve</saml:NameID>".to_owned(), ..Parts::default() }.assertion());
    let signed = Signer::default().sign(&one);
    let from = signed.find("<saml:EncryptedAssertion").unwrap();
    let exchanged = format!("{}{two}</samlp:Response>", &signed[..from]);
    assert_eq!(read_sealed(&exchanged).unwrap_err(), Refused::Signature);
}

#[test]
fn the_same_rules_hold_for_what_was_encrypted() {
    let parts = |change: fn(&mut Parts)| {
        let mut parts = Parts::default();
        change(&mut parts);
        sealed(&parts.signed())
    };
    let late = |text: &str| text.replace("2027-01-01T00:05", "2026-12-31T23:56");
    for (message, refused) in [
        (parts(|parts| parts.restrictions = audience("urn:other")), Refused::Audience),
        (parts(|parts| parts.data = parts.data.replace("auth.example", "x.example")), Refused::Destination),
        (parts(|parts| parts.data = parts.data.replace("_6f1c", "_other")), Refused::Request),
        (parts(|parts| parts.issuer = "https://other.example".to_owned()), Refused::Issuer),
    ] {
        assert_eq!(read_sealed(&message).unwrap_err(), refused);
    }
    let expired = Parts { data: late(&Parts::default().data), ..Parts::default() };
    assert_eq!(read_sealed(&sealed(&expired.signed())).unwrap_err(), Refused::Late);
    let signed = Signer::default().sign(&sealed(&expired.assertion()));
    assert_eq!(read_sealed(&signed).unwrap_err(), Refused::Late, "under the response's signature");
    let to_another =
        Head { attributes: Head::default().attributes.replace("auth.", "other."), ..Head::default() };
    let message = to_another.around(&Sealer::default().seal(&Parts::default().signed()));
    assert_eq!(read_sealed(&message).unwrap_err(), Refused::Destination);
}

#[test]
fn what_is_refused_in_the_clear_is_refused_encrypted() {
    let signed = Parts::default().signed();
    let evil = Parts { id: "_evil".to_owned(), ..Parts::default() }.assertion();
    for text in [
        format!("<!DOCTYPE a>{signed}"),
        signed.replace(">ada<", ">a<!-- -->da<"),
        signed.replace(">ada<", ">a<?x?>da<"),
        format!("{signed}{signed}"),
        signed.replace("<saml:Subject>", &format!("<saml:Advice>{evil}</saml:Advice><saml:Subject>")),
        signed.replace("</ds:Signature>", &format!("<ds:Object>{evil}</ds:Object></ds:Signature>")),
        usual(),
        "<saml:NameID xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\">ada</saml:NameID>".to_owned(),
        "ada".to_owned(),
        String::new(),
        Sealer::default().seal(&signed),
    ] {
        assert_eq!(read_sealed(&sealed(&text)).unwrap_err(), Refused::Encrypted, "{text}");
    }
}

#[test]
fn another_key_and_other_algorithms_open_nothing() {
    let signed = Parts::default().signed();
    for sealer in [
        Sealer { to: ATTACKER_KEY, ..Sealer::default() },
        Sealer { key: "http://www.w3.org/2001/04/xmlenc#rsa-1_5", ..Sealer::default() },
        Sealer { digest: Some("http://www.w3.org/2001/04/xmldsig-more#md5"), ..Sealer::default() },
        Sealer { mask: Some("http://www.w3.org/2009/xmlenc11#mgf1sha512"), ..Sealer::default() },
        Sealer { mask: Some("sha1"), ..Sealer::default() },
    ] {
        assert_eq!(read_sealed(&response(&sealer.seal(&signed))).unwrap_err(), Refused::Encrypted);
    }
    let good = sealed(&signed);
    for (from, to) in [
        (GCM_256, CBC_256),
        (GCM_256, "http://www.w3.org/2001/04/xmlenc#tripledes-cbc"),
        (GCM_256, "http://www.w3.org/2009/xmlenc11#aes128-gcm"),
        ("<xenc:CipherValue>", "<xenc:CipherValue>AAAA"),
        ("xenc:CipherValue", "xenc:CipherReference"),
        ("xenc:EncryptedKey", "xenc:OtherKey"),
        ("<xenc:CipherValue>", "<xenc:CipherValue>!"),
    ] {
        assert_eq!(read_sealed(&good.replace(from, to)).unwrap_err(), Refused::Encrypted, "{to}");
    }
    let peer = peer();
    let other = Expected { decrypt: Some(SigningKey(ATTACKER_KEY)), ..expected(&peer) };
    assert_eq!(read_as(&good, &other).unwrap_err(), Refused::Encrypted);
    let none = Expected { decrypt: Some(SigningKey("no key")), ..expected(&peer) };
    assert_eq!(read_as(&good, &none).unwrap_err(), Refused::Encrypted);
}
