//! Each rule between members: what breaks it, in the service's words, and what does not.

use super::*;

fn said(checked: Result<(), ConfigurationError>) -> String {
    checked.err().map_or_else(String::new, |error| error.to_string())
}

#[test]
fn addresses_are_names_or_aliases_and_never_both() {
    let both = "Only one of the aliasAttributes or usernameAttributes can be set in a User pool.";
    for (aliases, addresses, expected) in
        [(true, true, both), (true, false, ""), (false, true, ""), (false, false, "")]
    {
        assert_eq!(said(check_names(aliases, addresses)), expected, "{aliases} {addresses}");
    }
}

#[test]
fn a_value_waits_for_a_code_only_where_codes_are_sent() {
    let email = BTreeSet::from([Contact::Email]);
    assert_eq!(said(check_updates(&email, &email)), "");
    assert_eq!(said(check_updates(&email, &BTreeSet::new())), "");
    assert_eq!(
        said(check_updates(&BTreeSet::new(), &email)),
        "All attributes in AttributesRequireVerificationBeforeUpdate must exist in AutoVerifiedAttributes"
    );
}

#[test]
fn text_messages_need_a_sender_and_first_factors_go_with_the_second() {
    let texts = TextSender { sns: true, eums: false };
    let none = Factors::default();
    let all =
        vec![FirstFactor::Password, FirstFactor::EmailCode, FirstFactor::TextCode, FirstFactor::Passkey];
    let first = |first: &[FirstFactor]| Factors { texts, first: first.to_vec(), ..Factors::default() };
    let demanded = |factors: Factors| Factors { mfa: Mfa::On, ..factors };
    let cases = [
        (none.clone(), ""),
        (
            Factors { verifies_phones: true, ..none.clone() },
            "SMS configuration is required when phone_number is selected for auto verification",
        ),
        (Factors { verifies_phones: true, texts, ..none.clone() }, ""),
        (
            Factors { mfa: Mfa::Optional, ..none.clone() },
            "SMS configuration and Auto verification for phone_number are required when MFA is required/optional",
        ),
        (Factors { mfa: Mfa::Optional, texts, ..none.clone() }, ""),
        (Factors { mfa: Mfa::Optional, other_factor: true, ..none.clone() }, ""),
        (
            first(&[FirstFactor::EmailCode]),
            "Password should be configured as one of the allowed first auth factors.",
        ),
        (
            Factors { first: vec![FirstFactor::TextCode], ..none.clone() },
            "SMS_OTP can not be configured as AuthFactor as user pool is missing valid SMS configuration",
        ),
        (first(&all), ""),
        (Factors { mfa: Mfa::Optional, ..first(&all) }, ""),
        (
            demanded(first(&[FirstFactor::Password, FirstFactor::EmailCode])),
            "Only PASSWORD and WEB_AUTHN (if configured) can be enabled as an auth factor if MFA is enabled",
        ),
        (
            demanded(first(&[FirstFactor::Password, FirstFactor::Passkey])),
            "WEB_AUTHN cannot be used as an auth factor when MFA is enabled if not configured for MFA",
        ),
        (
            Factors {
                passkey_counts_as_two: true,
                ..demanded(first(&[FirstFactor::Password, FirstFactor::Passkey]))
            },
            "",
        ),
        (demanded(first(&[FirstFactor::Password])), ""),
        (
            Factors { texts: TextSender { sns: true, eums: true }, ..none },
            "Only one of SnsCallerArn and EumsSms can be set in an SMS configuration.",
        ),
    ];
    for (factors, expected) in cases {
        assert_eq!(said(check_factors(&factors)), expected, "{factors:?}");
    }
}

#[test]
fn an_rp_id_is_a_domain() {
    for right in ["example.com", "login.example.com", "localhost", "xn--bcher-kva.example", "1password.com"] {
        assert_eq!(check_relying_party(right), Ok(()), "{right}");
    }
    let wrong = [
        "",
        "https://example.com",
        "example.com:443",
        "example.com/",
        "Example.com",
        ".com",
        "a..b",
        "-a.b",
        "1.2.3.4",
    ];
    for wrong in wrong {
        assert_eq!(said(check_relying_party(wrong)), "RelyingPartyId must be a domain.", "{wrong}");
    }
}

#[test]
fn second_factors_that_are_asked_for_are_configured_by_the_same_call_and_can_be_sent() {
    let sender = TextSender { sns: true, eums: false };
    let off = SecondFactors::default();
    let on = SecondFactors { mfa: Mfa::Optional, ..off };
    let together = "Invalid MFA configuration given, can't turn off MFA and configure an MFA together";
    let cases = [
        (off, ""),
        (SecondFactors { text_sender: sender, ..off }, ""),
        (SecondFactors { texts: true, text_sender: sender, ..off }, together),
        (SecondFactors { software_token: true, ..off }, together),
        (SecondFactors { mail: true, own_mail: true, ..off }, together),
        (on, "Invalid MFA Configuration given. SMS MFA, Email MFA, or Software Token MFA must be enabled."),
        (SecondFactors { software_token: true, ..on }, ""),
        (
            SecondFactors { texts: true, ..on },
            "SMS configuration and Auto verification for phone_number are required when MFA is required/optional",
        ),
        (SecondFactors { texts: true, text_sender: sender, ..on }, ""),
        (
            SecondFactors { mail: true, ..on },
            "Cannot set EmailMfaConfiguration when user pool EmailConfiguration contains an EmailSendingAccount of \
             COGNITO_DEFAULT.",
        ),
        (SecondFactors { mail: true, own_mail: true, ..on }, ""),
        (SecondFactors { software_token: true, code_first: true, ..on }, ""),
        (
            SecondFactors { software_token: true, code_first: true, mfa: Mfa::On, ..on },
            "Only PASSWORD and WEB_AUTHN (if configured) can be enabled as an auth factor if MFA is enabled",
        ),
        (SecondFactors { software_token: true, single_passkey_first: true, ..on }, ""),
        (
            SecondFactors { software_token: true, single_passkey_first: true, mfa: Mfa::On, ..on },
            "Cannot set WebAuthn factor configuration to SINGLE_FACTOR if MFA is required and WebAuthn is an \
             allowed first auth factor",
        ),
        (
            SecondFactors { software_token: true, text_sender: sender, ..on },
            "Can't turn off SMS_MFA when SMS configuration is set for the user pool with a required or optional \
             MFAConfiguration",
        ),
        (
            SecondFactors { texts: true, text_sender: TextSender { sns: true, eums: true }, ..on },
            "Only one of SnsCallerArn and EumsSms can be set in an SMS configuration.",
        ),
    ];
    for (factors, expected) in cases {
        assert_eq!(said(check_second_factors(factors)), expected, "{factors:?}");
    }
}

#[test]
fn how_long_an_invitation_is_good_is_said_by_one_member() {
    let both =
        "Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays";
    assert_eq!(said(check_temporary_validity(true, true)), both);
    assert_eq!(said(check_temporary_validity(true, false)), "");
    assert_eq!(said(check_temporary_validity(false, true)), "");
}

#[test]
fn ways_of_recovery_have_an_order_and_the_administrator_is_alone() {
    let admin = "Account Recovery Setting cannot use admin_only setting with any other recovery mechanisms.";
    let repeated = "Account Recovery Setting cannot have duplicate priorities or recovery mechanisms.";
    let cases: [(&[(&str, i32)], &str); 6] = [
        (&[], ""),
        (&[("admin_only", 1)], ""),
        (&[("verified_email", 1), ("verified_phone_number", 2)], ""),
        (&[("verified_email", 1), ("admin_only", 2)], admin),
        (&[("verified_email", 1), ("verified_phone_number", 1)], repeated),
        (&[("verified_email", 1), ("verified_email", 2)], repeated),
    ];
    for (mechanisms, expected) in cases {
        assert_eq!(said(check_recovery(mechanisms)), expected, "{mechanisms:?}");
    }
}

#[test]
fn ones_own_mail_sender_is_named_and_the_services_is_not() {
    let nameless = "Source ARN is required to use DEVELOPER email sending owner";
    let foreign = "Cognito is not allowed to use your email identity";
    for (is_own, has_arn, expected) in
        [(true, true, ""), (true, false, nameless), (false, true, foreign), (false, false, "")]
    {
        assert_eq!(said(check_mail_sender(is_own, has_arn)), expected, "{is_own} {has_arn}");
    }
}

#[test]
fn an_invitation_tells_the_name_and_the_password() {
    assert_eq!(said(check_invitation("emailMessage", None)), "");
    assert_eq!(said(check_invitation("emailMessage", Some("{username}: {####}"))), "");
    assert_eq!(
        said(check_invitation("smsMessage", Some("Welcome: {####}"))),
        "1 validation error detected: Value 'Welcome: {####}' at 'adminCreateUserConfig.inviteMessage.smsMessage' \
         failed to satisfy constraint: Member must satisfy regular expression pattern: .*\\{username\\}.*"
    );
    let without_password = said(check_invitation("emailMessage", Some("Welcome, {username}")));
    assert!(without_password.ends_with(r".*\{####\}.*"), "{without_password}");
}

#[test]
fn triggers_agree_have_a_key_and_lie_in_the_pools_region() {
    let here = "arn:aws:lambda:eu-west-1:123456789012:function:one";
    let other = "arn:aws:lambda:eu-west-1:123456789012:function:two";
    let abroad = "arn:aws:lambda:us-east-1:123456789012:function:one";
    let none = Triggers::default();
    let cases = [
        (none.clone(), ""),
        (Triggers { functions: vec![here, other], ..none.clone() }, ""),
        (
            Triggers { functions: vec![here, abroad], ..none.clone() },
            "Cross-region lambda functions are not supported",
        ),
        (Triggers { token: Some(here), token_config: Some(here), ..none.clone() }, ""),
        (Triggers { token: Some(here), ..none.clone() }, ""),
        (
            Triggers { token: Some(here), token_config: Some(other), ..none.clone() },
            "Cannot use PreTokenGenerationLambda and PreTokenGeneration with different Lambda function ARN's",
        ),
        (
            Triggers { sends: true, ..none.clone() },
            "KMSKeyId parameter is required when Custom SMS/Email Lambda trigger is used.",
        ),
        (Triggers { sends: true, has_key: true, ..none }, ""),
    ];
    for (triggers, expected) in cases {
        assert_eq!(said(check_triggers(&triggers, "eu-west-1")), expected, "{triggers:?}");
    }
}

#[test]
fn a_tier_includes_what_is_asked_for_with_it() {
    let all = Features {
        passwordless: true,
        mail_factor: true,
        token_customization: true,
        password_history: true,
        threat_protection: true,
    };
    let history = Features { password_history: true, ..Features::default() };
    let lite = "The following features need to be disabled for the LITE pricing tier configured: ";
    assert_eq!(said(check_tier(Tier::Lite, history)), format!("{lite}Password History"));
    assert_eq!(
        said(check_tier(Tier::Lite, all)),
        format!(
            "{lite}Passwordless Sign-In, Email MFA, Token Customization with Pre-Token Generation Lambda V2_0, \
             Password History"
        )
    );
    assert_eq!(
        said(check_tier(Tier::Essentials, all)),
        "The following features need to be disabled for the ESSENTIALS pricing tier configured: Threat Protection"
    );
    assert_eq!(said(check_tier(Tier::Plus, all)), "");
    let protection = Features { threat_protection: true, ..Features::default() };
    assert_eq!(said(check_tier(Tier::Lite, protection)), "");
}

#[test]
fn tags_are_at_most_fifty_and_none_is_awss_own() {
    let keys = |count: usize| (0..count).map(|n| format!("k{n}")).collect::<Vec<_>>();
    assert_eq!(check_tags(keys(TAGS_MAX).iter()), Ok(()));
    assert_eq!(check_tags(keys(TAGS_MAX + 1).iter()), Err(ConfigurationError::TooManyTags));
    assert_eq!(check_tags(["AWS:x".to_owned()].iter()), Err(ConfigurationError::ReservedTag));
}
