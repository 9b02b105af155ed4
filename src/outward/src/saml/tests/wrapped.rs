//! Signature wrapping: a signed assertion is moved to where it is verified but not read, and a forged one put where it is read. The eight
//! known ways, and some more.

use super::{
    documents::{DS, Head, Parts, Signer, response, signed_response, usual},
    is_refused,
};

/// A forged assertion for another user.
fn forged() -> String {
    Parts { id: "_evil".to_owned(), name: "<saml:NameID>eve</saml:NameID>".to_owned(), ..Parts::default() }
        .assertion()
}

/// The signature that is in `text`, and the text without it.
fn cut(text: &str) -> (String, String) {
    let from = text.find("<ds:Signature ").unwrap();
    let to = text.find("</ds:Signature>").unwrap() + "</ds:Signature>".len();
    (text[from..to].to_owned(), format!("{}{}", &text[..from], &text[to..]))
}

/// `outer` with `inner` before its end.
fn within(outer: &str, inner: &str) -> String {
    let at = outer.rfind("</").unwrap();
    format!("{}{inner}{}", &outer[..at], &outer[at..])
}

/// `outer` with `signature` behind its first issuer.
fn with_signature(outer: &str, signature: &str) -> String {
    let at = outer.find("</saml:Issuer>").unwrap() + "</saml:Issuer>".len();
    format!("{}{signature}{}", &outer[..at], &outer[at..])
}

/// `signature` with an object that holds `held`.
fn holding(signature: &str, held: &str) -> String {
    signature.replace("</ds:Signature>", &format!("<ds:Object>{held}</ds:Object></ds:Signature>"))
}

fn forged_response() -> String {
    Head { attributes: Head::default().attributes.replace("_r1", "_evil_r"), ..Head::default() }
        .around(&forged())
}

#[test]
fn way_1_a_forged_response_whose_signature_holds_the_original() {
    let (signature, original) = cut(&signed_response());
    is_refused(&with_signature(&forged_response(), &holding(&signature, &original)), "XSW 1");
}

#[test]
fn way_2_a_forged_response_with_the_original_before_its_signature() {
    let (signature, original) = cut(&signed_response());
    is_refused(&with_signature(&forged_response(), &format!("{original}{signature}")), "XSW 2");
}

#[test]
fn way_3_a_forged_assertion_before_the_original() {
    let signed = Parts::default().signed();
    is_refused(&response(&format!("{}{signed}", forged())), "XSW 3");
    is_refused(&response(&format!("{signed}{}", forged())), "XSW 3, the other order");
}

#[test]
fn way_4_the_original_inside_of_a_forged_assertion() {
    is_refused(&response(&within(&forged(), &Parts::default().signed())), "XSW 4");
}

#[test]
fn way_5_a_forged_assertion_with_the_signature_and_the_original_behind_it() {
    let (signature, original) = cut(&Parts::default().signed());
    let forged = with_signature(&forged(), &signature);
    is_refused(&response(&format!("{forged}{original}")), "XSW 5");
}

#[test]
fn way_6_a_forged_assertion_whose_signature_has_the_original_in_its_info() {
    let (signature, original) = cut(&Parts::default().signed());
    let inside = signature.replace("</ds:SignatureValue>", &format!("</ds:SignatureValue>{original}"));
    is_refused(&response(&with_signature(&forged(), &inside)), "XSW 6");
}

#[test]
fn way_7_a_forged_assertion_in_extensions() {
    let extension = format!("<samlp:Extensions>{}</samlp:Extensions>", forged());
    is_refused(&usual().replacen("<samlp:Status>", &format!("{extension}<samlp:Status>"), 1), "XSW 7");
}

#[test]
fn way_8_a_forged_assertion_whose_signature_has_the_original_as_its_object() {
    let (signature, original) = cut(&Parts::default().signed());
    is_refused(&response(&with_signature(&forged(), &holding(&signature, &original))), "XSW 8");
}

#[test]
fn the_original_in_advice_in_a_status_and_in_a_value() {
    let signed = Parts::default().signed();
    is_refused(&response(&within(&forged(), &format!("<saml:Advice>{signed}</saml:Advice>"))), "advice");
    let detail = format!("<samlp:StatusDetail>{signed}</samlp:StatusDetail></samlp:Status>");
    is_refused(&response(&forged()).replacen("</samlp:Status>", &detail, 1), "a status");
    let attribute = format!(
        r#"<saml:Attribute Name="x"><saml:AttributeValue>{signed}</saml:AttributeValue></saml:Attribute>"#
    );
    let holder = Parts { id: "_evil".to_owned(), attributes: attribute, ..Parts::default() };
    is_refused(&response(&holder.assertion()), "a value");
}

#[test]
fn the_same_id_for_the_forged_assertion() {
    let forged = forged().replace("_evil", "_a1");
    let signed = Parts::default().signed();
    is_refused(&response(&format!("{forged}{signed}")), "an id twice");
    let (signature, original) = cut(&signed);
    is_refused(
        &response(&with_signature(&forged, &holding(&signature, &original))),
        "an id twice, in an object",
    );
}

#[test]
fn an_unsigned_assertion_beside_a_signed_one() {
    let second = Parts { id: "_a2".to_owned(), ..Parts::default() };
    is_refused(
        &response(&format!("{}{}", Parts::default().signed(), second.assertion())),
        "unsigned beside signed",
    );
    is_refused(
        &response(&format!("{}{}", Parts::default().signed(), second.signed())),
        "two that are signed",
    );
    is_refused(&usual().replacen("</samlp:Response>", "<saml:EncryptedAssertion xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\"></saml:EncryptedAssertion></samlp:Response>", 1), "encrypted beside clear");
}

#[test]
fn an_assertion_in_another_namespace() {
    let foreign = forged().replace("urn:oasis:names:tc:SAML:2.0:assertion", "urn:other");
    is_refused(&response(&format!("{foreign}{}", Parts::default().signed())), "a foreign one before");
    is_refused(&response(&format!("{}{foreign}", Parts::default().signed())), "a foreign one behind");
    let old =
        usual().replace("urn:oasis:names:tc:SAML:2.0:assertion", "urn:oasis:names:tc:SAML:1.0:assertion");
    is_refused(&old, "one of SAML 1");
}

#[test]
fn a_signature_beside_what_it_covers() {
    let (signature, bare) = cut(&Parts::default().signed());
    is_refused(&response(&format!("{bare}{signature}")), "detached, behind");
    is_refused(&response(&format!("{signature}{bare}")), "detached, before");
    let hidden = format!("<samlp:StatusDetail>{signature}</samlp:StatusDetail></samlp:Status>");
    is_refused(&response(&bare).replacen("</samlp:Status>", &hidden, 1), "in a status");
    let subject = bare.replacen("<saml:Subject>", &format!("<saml:Subject>{signature}"), 1);
    is_refused(&response(&subject), "deeper in the assertion");
}

#[test]
fn two_signatures_in_one_place_and_a_signature_of_another_namespace() {
    let signed = Parts::default().signed();
    let (signature, _) = cut(&signed);
    is_refused(&response(&with_signature(&signed, &signature)), "twice");
    is_refused(&usual().replace(DS, "urn:other"), "of another namespace");
    let nested = signature.replace(
        "</ds:SignatureValue>",
        &format!("</ds:SignatureValue><ds:KeyInfo>{signature}</ds:KeyInfo>"),
    );
    let (_, bare) = cut(&signed);
    is_refused(&response(&with_signature(&bare, &nested)), "a signature in a signature");
}

#[test]
fn a_response_inside_of_a_response() {
    let inner = signed_response();
    is_refused(&response(&inner), "a response as content");
    is_refused(&within(&forged_response(), &inner), "a signed response behind a forged assertion");
    let extension = format!("<samlp:Extensions>{inner}</samlp:Extensions><samlp:Status>");
    is_refused(&forged_response().replacen("<samlp:Status>", &extension, 1), "in extensions");
}

#[test]
fn a_signature_of_the_response_over_another_id() {
    let signer = Signer { uri: Some("#_a1".to_owned()), ..Signer::default() };
    is_refused(&signer.sign(&response(&Parts::default().assertion())), "the assertion's id");
    let (signature, _) = cut(&signed_response());
    is_refused(&with_signature(&forged_response(), &signature), "the original's id, which is not there");
}
