//! Rules of what users may be called, and of which names they hold.

use super::*;

fn values(pairs: &[(&str, &str)]) -> Values {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn name(kind: NameKind, value: &str) -> Name {
    Name { kind, value: Personal::Known(value.to_owned()) }
}

fn by_address(contacts: &[Contact]) -> Naming {
    Naming { username_attributes: contacts.iter().copied().collect(), ..Naming::default() }
}

fn with_aliases(kinds: &[NameKind]) -> Naming {
    Naming { alias_attributes: kinds.iter().copied().collect(), ..Naming::default() }
}

#[test]
fn where_addresses_are_user_names_the_user_name_is_the_sub_and_the_address_an_attribute() {
    let admitted = by_address(&[Contact::Email]).admit("Ada@example.com", "sub-1", Values::new()).unwrap();
    assert_eq!(admitted.username, "sub-1");
    assert_eq!(admitted.attributes, values(&[("email", "Ada@example.com")]));
}

#[test]
fn where_addresses_are_user_names_nothing_else_is_one() {
    let admit =
        |contacts: &[Contact], given| by_address(contacts).admit(given, "s", Values::new()).unwrap_err();
    assert_eq!(admit(&[Contact::Email], "ada"), UsernameError::NotEmail);
    assert_eq!(admit(&[Contact::Phone], "ada@example.com"), UsernameError::NotPhone);
    assert_eq!(admit(&[Contact::Email, Contact::Phone], "ada"), UsernameError::NeitherEmailNorPhone);
}

#[test]
fn an_address_given_twice_must_be_the_same() {
    let naming = by_address(&[Contact::Email]);
    assert!(naming.admit("ada@example.com", "s", values(&[("email", "ada@example.com")])).is_ok());
    for other in ["ADA@example.com", "eve@example.com"] {
        let refused = naming.admit("ada@example.com", "s", values(&[("email", other)])).unwrap_err();
        let said = "User email should be empty or same as username, since username attribute is email.";
        assert_eq!(refused.to_string(), said);
    }
    let refused = UsernameError::OtherAddress(Contact::Phone).to_string();
    let said =
        "User phone number should be empty or same as username, since username attribute is phone_number.";
    assert_eq!(refused, said);
    let either = by_address(&[Contact::Email, Contact::Phone]);
    assert!(either.admit("ada@example.com", "s", values(&[("phone_number", "+14325551212")])).is_ok());
}

#[test]
fn a_user_name_must_not_look_like_an_alias() {
    let naming = with_aliases(&[NameKind::Email, NameKind::PhoneNumber]);
    let admit = |given| naming.admit(given, "s", Values::new());
    assert_eq!(admit("ada@example.com"), Err(UsernameError::LooksLikeEmail));
    assert_eq!(admit("+14325551212"), Err(UsernameError::LooksLikePhone));
    assert_eq!(admit("ada").unwrap().username, "ada");
    assert!(Naming::default().admit("ada@example.com", "s", Values::new()).is_ok());
}

const SUB: &str = "11111111-2222-4333-8444-55555555555a";

#[test]
fn an_alias_is_held_once_verified_and_an_address_as_user_name_always() {
    let unverified = values(&[("email", "a@b.c")]);
    let verified = values(&[("email", "a@b.c"), ("email_verified", "true")]);
    let alias = with_aliases(&[NameKind::Email]);
    let (username, email) = (name(NameKind::Username, "ada"), name(NameKind::Email, "a@b.c"));
    assert_eq!(alias.own("ada", &unverified, true), std::slice::from_ref(&username));
    assert_eq!(alias.own("ada", &verified, false), [username, email.clone()]);
    let address = by_address(&[Contact::Email]).held(SUB, &unverified, false);
    assert_eq!(address, [name(NameKind::Username, SUB), email]);
}

#[test]
fn a_preferred_user_name_is_a_name_only_after_confirmation() {
    let naming = with_aliases(&[NameKind::PreferredUsername]);
    let attributes = values(&[("preferred_username", "countess")]);
    assert_eq!(naming.own("ada", &attributes, false), [name(NameKind::Username, "ada")]);
    assert!(naming.own("ada", &attributes, true).contains(&name(NameKind::PreferredUsername, "countess")));
}

#[test]
fn who_has_a_name_has_it_in_every_kind_in_which_it_could_be_read() {
    use NameKind::{Email, PreferredUsername, Username};
    let naming = with_aliases(&[Email, PreferredUsername]);
    let attributes =
        values(&[("email", "A@b.c"), ("email_verified", "true"), ("preferred_username", "Countess")]);
    let held = naming.held("Ada", &attributes, true);
    let expected = [
        name(Username, "ada"),
        name(PreferredUsername, "ada"),
        name(Email, "a@b.c"),
        name(Username, "a@b.c"),
        name(PreferredUsername, "a@b.c"),
        name(PreferredUsername, "countess"),
        name(Username, "countess"),
    ];
    assert_eq!(held, expected);
    for given in ["ADA", "a@b.c", "countess"] {
        assert!(naming.meanings(given).iter().all(|meant| held.contains(meant)), "{given}");
    }
    assert_eq!(Naming::default().held("Ada", &attributes, true), [name(Username, "ada")]);
}

#[test]
fn a_preferred_user_name_that_is_a_name_must_not_pass_for_an_address_or_a_sub() {
    use NameKind::{Email, PhoneNumber, PreferredUsername};
    let naming = with_aliases(&[Email, PhoneNumber, PreferredUsername]);
    let check = |naming: &Naming, value| naming.check_preferred(&values(&[("preferred_username", value)]));
    assert_eq!(check(&naming, "a@b.c"), Err(UsernameError::PreferredLooksLikeEmail));
    assert_eq!(check(&naming, "+14325551212"), Err(UsernameError::PreferredLooksLikePhone));
    let upper = SUB.to_uppercase();
    for sub in [SUB, upper.as_str()] {
        assert_eq!(check(&naming, sub), Err(UsernameError::PreferredLooksLikeSub));
    }
    assert_eq!(check(&naming, "countess"), Ok(()));
    let alone = with_aliases(&[PreferredUsername]);
    assert_eq!(check(&alone, "a@b.c"), Ok(()));
    assert_eq!(check(&Naming::default(), SUB), Ok(()));
    // A value that was written before this was refused is no name.
    let old = values(&[("preferred_username", SUB)]);
    assert_eq!(alone.own("ada", &old, true), [name(NameKind::Username, "ada")]);
}

#[test]
fn a_sub_is_meant_in_the_spellings_that_the_pool_takes_for_the_same() {
    let (upper, sensitive) = (SUB.to_uppercase(), Naming { case_sensitive: true, ..Naming::default() });
    assert_eq!(Naming::default().sub_meant(&upper).as_deref(), Some(SUB));
    assert_eq!(sensitive.sub_meant(SUB).as_deref(), Some(SUB));
    for other in
        [upper.as_str(), "ada", "11111111-2222-4333-8444-55555555555", "1111111122224333844455555555555a"]
    {
        assert_eq!(sensitive.sub_meant(other), None, "{other}");
    }
}

#[test]
fn case_matters_only_where_the_pool_says_so() {
    let sensitive = Naming { case_sensitive: true, ..Naming::default() };
    assert_eq!(sensitive.meanings("Ada"), [name(NameKind::Username, "Ada")]);
    assert_eq!(Naming::default().meanings("Ada"), [name(NameKind::Username, "ada")]);
    let called = |naming: &Naming| naming.admit("Ada", "s", Values::new()).unwrap().username;
    assert_eq!((called(&sensitive), called(&Naming::default())), ("Ada".to_owned(), "ada".to_owned()));
}

#[test]
fn a_given_name_is_looked_up_as_user_name_first_and_only_as_what_it_can_be() {
    let naming = with_aliases(&[NameKind::Email, NameKind::PhoneNumber, NameKind::PreferredUsername]);
    let kinds = |given| naming.meanings(given).into_iter().map(|n| n.kind).collect::<Vec<_>>();
    assert_eq!(kinds("ada"), [NameKind::Username, NameKind::PreferredUsername]);
    assert_eq!(kinds("a@b.c"), [NameKind::Username, NameKind::Email, NameKind::PreferredUsername]);
    let naming = by_address(&[Contact::Email]);
    let kinds = |given| naming.meanings(given).into_iter().map(|n| n.kind).collect::<Vec<_>>();
    assert_eq!(kinds("a@b.c"), [NameKind::Email]);
    assert_eq!(kinds(SUB), [NameKind::Username]);
}
