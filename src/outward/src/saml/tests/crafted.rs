//! Responses whose signatures, or what is around what they cover, an attacker made or changed.

use ports::federation::saml::Refused;

use super::{
    ATTACKER_CERT, ATTACKER_KEY,
    documents::{
        DS, ENVELOPED, EXCLUSIVE, Head, Parts, SHA256_NAME, Signer, response, signed_response, transform,
        usual,
    },
    is_refused,
};

fn signed_by(signer: &Signer) -> String {
    response(&signer.sign(&Parts::default().assertion()))
}

fn refused_as(signer: &Signer, why: &str) {
    assert_eq!(is_refused(&signed_by(signer), why), Refused::Signature, "{why}");
    let whole = signer.sign(&response(&Parts::default().assertion()));
    assert_eq!(is_refused(&whole, why), Refused::Signature, "{why}, the response");
}

#[test]
fn a_message_without_a_signature_is_refused() {
    assert_eq!(is_refused(&response(&Parts::default().assertion()), "unsigned"), Refused::Unsigned);
}

#[test]
fn a_changed_text_is_refused() {
    for (from, to) in [
        (">ada<", ">eve<"),
        ("ada@example.com", "eve@example.com"),
        ("Name=\"email\"", "Name=\"admin\""),
        ("SessionIndex=\"_s1\"", "SessionIndex=\"_s2\""),
        ("ac:classes:Password", "ac:classes:X509"),
    ] {
        for message in [usual(), signed_response()] {
            let changed = message.replace(from, to);
            assert_ne!(changed, message);
            assert_eq!(is_refused(&changed, from), Refused::Signature);
        }
    }
}

#[test]
fn a_response_signature_does_not_cover_changed_heads() {
    let changed = signed_response().replace("23:59:59Z", "23:59:58Z");
    assert_eq!(is_refused(&changed, "issued at another moment"), Refused::Signature);
}

#[test]
fn of_two_signatures_both_must_be_good() {
    let inner_bad = Signer::default().sign(&usual().replace(">ada<", ">eve<"));
    assert_eq!(is_refused(&inner_bad, "a bad one inside of a good one"), Refused::Signature);
    let outer_bad = Signer { key: ATTACKER_KEY, ..Signer::default() }.sign(&usual());
    assert_eq!(is_refused(&outer_bad, "a good one inside of a bad one"), Refused::Signature);
}

#[test]
fn a_key_that_is_not_in_the_metadata_signs_nothing() {
    refused_as(&Signer { key: ATTACKER_KEY, ..Signer::default() }, "another key");
    let own = format!(
        "<ds:KeyInfo><ds:X509Data><ds:X509Certificate>{ATTACKER_CERT}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>"
    );
    refused_as(&Signer { key: ATTACKER_KEY, key_info: own, ..Signer::default() }, "a certificate of its own");
    let value = "<ds:KeyInfo><ds:KeyValue><ds:RSAKeyValue><ds:Modulus>AQAB</ds:Modulus><ds:Exponent>AQAB</ds:Exponent></ds:RSAKeyValue></ds:KeyValue></ds:KeyInfo>";
    let value = Signer { key: ATTACKER_KEY, key_info: value.to_owned(), ..Signer::default() };
    refused_as(&value, "a key of its own");
}

#[test]
fn weak_and_confused_algorithms_are_refused() {
    let ds = |name: &str| format!("{DS}{name}");
    let method = |method: String| Signer { method, ..Signer::default() };
    refused_as(&method(ds("rsa-sha1")), "RSA with SHA-1");
    refused_as(&method(ds("dsa-sha1")), "DSA");
    refused_as(&method("http://www.w3.org/2001/04/xmldsig-more#rsa-md5".to_owned()), "MD5");
    refused_as(
        &method("http://www.w3.org/2001/04/xmldsig-more#hmac-sha256".to_owned()),
        "HMAC by the certificate",
    );
    refused_as(&method(ds("hmac-sha1")), "HMAC with SHA-1");
    refused_as(&method("none".to_owned()), "none");
    refused_as(&method(String::new()), "empty");
    refused_as(&Signer { digest: ds("sha1"), ..Signer::default() }, "a digest of SHA-1");
    refused_as(
        &Signer { digest: "http://www.w3.org/2001/04/xmldsig-more#md5".to_owned(), ..Signer::default() },
        "MD5",
    );
    let curve = Signer {
        method: "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256".to_owned(),
        ..Signer::default()
    };
    let confused = signed_by(&curve).replace("rsa-sha256", "ecdsa-sha256");
    assert_eq!(is_refused(&confused, "RSA that calls itself ECDSA"), Refused::Signature);
    let curve = signed_by(&Signer::curve()).replace("ecdsa-sha256", "rsa-sha256");
    assert_eq!(is_refused(&curve, "ECDSA that calls itself RSA"), Refused::Signature);
}

#[test]
fn other_transforms_and_canonical_forms_are_refused() {
    let with = |transforms: String| Signer { transforms, ..Signer::default() };
    let (enveloped, exclusive) = (transform(ENVELOPED), transform(EXCLUSIVE));
    for (transforms, why) in [
        (String::new(), "none"),
        (enveloped.clone(), "no canonical form"),
        (exclusive.clone(), "not enveloped"),
        (format!("{exclusive}{enveloped}"), "the other order"),
        (format!("{enveloped}{enveloped}{exclusive}"), "twice"),
        (format!("{enveloped}{exclusive}{exclusive}"), "two canonical forms"),
        (format!("{enveloped}{}", transform("http://www.w3.org/TR/2001/REC-xml-c14n-20010315")), "inclusive"),
        (
            format!("{enveloped}{}", transform("http://www.w3.org/2001/10/xml-exc-c14n#WithComments")),
            "comments",
        ),
        (format!("{}{exclusive}", transform("http://www.w3.org/TR/1999/REC-xslt-19991116")), "XSLT"),
        (format!("{}{exclusive}", transform("http://www.w3.org/TR/1999/REC-xpath-19991116")), "XPath"),
        (format!("{enveloped}{}", transform(&format!("{DS}base64"))), "base64"),
        (format!("{enveloped}{}", transform("")), "a void one"),
        (
            format!(
                r#"{enveloped}<ds:Transform Algorithm="{EXCLUSIVE}"><ds:XPath>not(self::node())</ds:XPath></ds:Transform>"#
            ),
            "a filter inside",
        ),
    ] {
        refused_as(&with(transforms), why);
    }
    for canonical in [
        "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
        "http://www.w3.org/2001/10/xml-exc-c14n#WithComments",
        "void",
        "",
    ] {
        refused_as(&Signer { canonical: canonical.to_owned(), ..Signer::default() }, canonical);
    }
}

#[test]
fn a_signature_refers_to_the_element_that_holds_it_and_to_nothing_else() {
    for uri in
        ["", "#", "#_r2", "_a1", "#xpointer(/)", "#xpointer(id('_a1'))", "https://idp.example.com/a.xml"]
    {
        refused_as(&Signer { uri: Some(uri.to_owned()), ..Signer::default() }, uri);
    }
    let reference = format!(
        r##"<ds:Reference URI="#_a1"><ds:Transforms>{}{}</ds:Transforms><ds:DigestMethod Algorithm="{SHA256_NAME}"></ds:DigestMethod><ds:DigestValue>AAAA</ds:DigestValue></ds:Reference>"##,
        transform(ENVELOPED),
        transform(EXCLUSIVE)
    );
    refused_as(&Signer { more_references: reference, ..Signer::default() }, "two references");
    let signature = Signer::default().signature(&Parts::default().assertion());
    let crossed = response(&Parts::default().assertion()).replacen(
        "<samlp:Status>",
        &format!("{signature}<samlp:Status>"),
        1,
    );
    assert_eq!(is_refused(&crossed, "the response's signature covers the assertion"), Refused::Signature);
}

#[test]
fn a_signature_holds_no_objects() {
    let object = format!("<ds:Object>{}</ds:Object>", Parts::default().assertion().replace("_a1", "_a2"));
    is_refused(&signed_by(&Signer { object, ..Signer::default() }), "an assertion as an object");
    let object = "<ds:Object><ds:Manifest></ds:Manifest></ds:Object>".to_owned();
    refused_as(&Signer { object, ..Signer::default() }, "a manifest");
}

#[test]
fn a_damaged_signature_is_refused() {
    let value = |message: &str| {
        let from = message.find("<ds:SignatureValue>").unwrap() + "<ds:SignatureValue>".len();
        (from, message.find("</ds:SignatureValue>").unwrap())
    };
    for message in [usual(), signed_response()] {
        let (from, to) = value(&message);
        for (bad, why) in [
            (String::new(), "an empty value"),
            (message[from..to - 4].to_owned(), "a short value"),
            ("AAAA".to_owned(), "a tiny value"),
            ("!".to_owned(), "no base64"),
            (message[from..to].chars().rev().collect(), "a reversed value"),
        ] {
            let damaged = format!("{}{bad}{}", &message[..from], &message[to..]);
            assert_eq!(is_refused(&damaged, why), Refused::Signature, "{why}");
        }
        let digest = message.find("<ds:DigestValue>").unwrap() + "<ds:DigestValue>".len();
        let none =
            format!("{}{}", &message[..digest], &message[message.find("</ds:DigestValue>").unwrap()..]);
        assert_eq!(is_refused(&none, "an empty digest"), Refused::Signature);
        for (part, end) in
            [("<ds:SignedInfo>", "</ds:SignedInfo>"), ("<ds:SignatureValue>", "</ds:SignatureValue>")]
        {
            let cut = format!(
                "{}{}",
                &message[..message.find(part).unwrap()],
                &message[message.find(end).unwrap() + end.len()..]
            );
            assert_eq!(is_refused(&cut, part), Refused::Signature);
        }
    }
}

#[test]
fn comments_instructions_and_entities_are_refused_wherever_they_are() {
    let dtd = r#"<!DOCTYPE a [<!ENTITY e "eve">]>"#;
    for message in [usual(), signed_response()] {
        for (changed, why) in [
            (message.replace(">ada<", ">a<!-- x -->da<"), "a comment in the name"),
            (message.replace(">ada<", "><!-- x -->ada<"), "a comment before the name"),
            (message.replace("ada@", "ada<!---->@"), "a comment in a value"),
            (format!("<!-- x -->{message}"), "a comment before the message"),
            (message.replace(">ada<", ">a<?x y?>da<"), "an instruction in the name"),
            (format!("<?x y?>{message}"), "an instruction before the message"),
            (message.replace(">ada<", "><![CDATA[ada]]><"), "character data"),
            (format!("{dtd}{message}"), "a document type"),
            (format!("{dtd}{}", message.replace(">ada<", ">&e;<")), "an entity in the name"),
            (message.replace(">ada<", ">&e;<"), "an entity without a type"),
            (format!("{}{message}", r#"<!DOCTYPE a SYSTEM "file:///etc/passwd">"#), "an external type"),
            (format!("{}{message}", r#"<!DOCTYPE a [<!ATTLIST a ID ID "_a1">]>"#), "ids by a type"),
        ] {
            assert_eq!(is_refused(&changed, why), Refused::Malformed, "{why}");
        }
    }
}

#[test]
fn names_of_namespaces_and_ids_mean_one_thing() {
    for (from, to, why) in [
        ("<samlp:Status>", "<samlp:Status xmlns:x=\"1\">", "a relative namespace"),
        ("<samlp:Status>", "<samlp:Status xmlns=\"./x\">", "a relative default"),
        ("<samlp:Status>", "<samlp:Status ID=\"_a1\">", "an id twice"),
        ("<samlp:Status>", "<samlp:Status Id=\"_a1\">", "an id twice, written otherwise"),
        ("<samlp:Status>", "<samlp:Status xml:id=\"_a1\">", "an id of XML"),
        (" ID=\"_a1\"", " ID=\"_a1\" samlp:ID=\"_a2\"", "an id in a namespace"),
        (" ID=\"_a1\"", " saml:ID=\"_a1\"", "the id in a namespace"),
        (" ID=\"_a1\"", " ID=\"_a1\" ID=\"_a1\"", "an attribute twice"),
        (" ID=\"_r1\"", " ID=\"_a1\"", "the response with the assertion's id"),
    ] {
        let changed = usual().replacen(from, to, 1);
        assert_ne!(changed, usual(), "{why}");
        assert_eq!(is_refused(&changed, why), Refused::Malformed, "{why}");
    }
    let without = usual().replace(" ID=\"_a1\"", "");
    assert_eq!(is_refused(&without, "no id"), Refused::Signature);
    let lower = usual().replace(" ID=\"_a1\"", " id=\"_a1\"");
    assert_eq!(is_refused(&lower, "an id that is none"), Refused::Signature);
}

#[test]
fn an_issuer_cannot_be_taken_from_another_part() {
    let twice = Head { issuer: Head::default().issuer.repeat(2), ..Head::default() };
    assert_eq!(is_refused(&twice.around(&Parts::default().signed()), "two issuers"), Refused::Structure);
    let none = Head { issuer: String::new(), ..Head::default() };
    assert_eq!(is_refused(&none.around(&Parts::default().signed()), "no issuer"), Refused::Structure);
}
