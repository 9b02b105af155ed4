//! The tables against the models: no member without a row, no row without a member, and what a row says is done.

use std::collections::BTreeSet;

use app::Kind as FaultKind;
use serde_json::{Value, json};
use wire::shape::{Kind, Shape};

use super::*;

fn operation(name: &str) -> &'static wire::Operation {
    let (service, operation) = name.split_once(':').unwrap();
    wire::service(service).and_then(|service| service.operation(operation)).unwrap()
}

/// The paths of everything in a shape that holds no members itself.
fn leaves(shape: &Shape, path: &str, found: &mut BTreeSet<String>) {
    match &shape.kind {
        Kind::Structure(members) => {
            for member in *members {
                let dot = if path.is_empty() { "" } else { "." };
                leaves(member.shape, &format!("{path}{dot}{}", member.name), found);
            }
        }
        Kind::List { member: element, .. } | Kind::Map { value: element, .. } => leaves(element, path, found),
        _ => {
            found.insert(path.to_owned());
        }
    }
}

fn members_of(operation: &wire::Operation) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    if let Some(input) = operation.input {
        leaves(input, "", &mut found);
    }
    found
}

fn lies_in(member: &str, path: &str) -> bool {
    member == path || member.strip_prefix(path).is_some_and(|rest| rest.starts_with('.'))
}

#[test]
fn every_operation_that_is_built_has_its_table() {
    let built: BTreeSet<String> = crate::built().into_iter().collect();
    let listed: BTreeSet<String> = tables().map(|members| members.operation.to_owned()).collect();
    assert_eq!(listed, built);
}

/// The paths of an operation that are acted upon or shown, and those that are refused.
fn rows_of(operation: &str) -> (Vec<&'static str>, Vec<&'static str>) {
    let (mut exact, mut refused) = (Vec::new(), Vec::new());
    for members in tables().filter(|members| members.operation == operation) {
        exact.extend(members.acted);
        exact.extend(members.told.iter().map(|(path, why)| {
            assert!(!why.is_empty(), "{operation}: why is {path} without effect?");
            path
        }));
        refused.extend(members.refused.iter().map(|(path, _)| path));
    }
    (exact, refused)
}

#[test]
fn every_member_of_the_models_has_one_row_and_every_row_a_member() {
    let mut wrong = Vec::new();
    for name in tables().map(|members| members.operation).collect::<BTreeSet<_>>() {
        let model = members_of(operation(name));
        let (exact, refused) = rows_of(name);
        for member in &model {
            let rows = exact.iter().filter(|path| *path == member).count()
                + refused.iter().filter(|path| lies_in(member, path)).count();
            if rows != 1 {
                wrong.push(format!("{name}: {member} has {rows} rows"));
            }
        }
        let is_there = |path: &&&str| model.contains(**path);
        wrong.extend(exact.iter().filter(|path| !is_there(path)).map(|path| format!("{name}: no {path}")));
        let covers = |path: &&&str| model.iter().any(|member| lies_in(member, path));
        wrong.extend(refused.iter().filter(|path| !covers(path)).map(|path| format!("{name}: no {path}")));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The shape at a path, and a request that has the value there.
fn placed(shape: &Shape, path: &str, value: &dyn Fn(&Shape) -> Value) -> Value {
    match &shape.kind {
        Kind::List { member, .. } if !path.is_empty() => json!([placed(member, path, value)]),
        Kind::Structure(members) if !path.is_empty() => {
            let (first, rest) = path.split_once('.').unwrap_or((path, ""));
            let member = members.iter().find(|member| member.name == first).unwrap();
            json!({ first: placed(member.shape, rest, value) })
        }
        _ => value(shape),
    }
}

/// Some value that asks for something: the first of the model's choices that is not harmless.
fn harmful(shape: &Shape, harmless: Harmless) -> Value {
    match &shape.kind {
        Kind::Structure(members) => {
            let member = members.first().unwrap();
            json!({ member.name: harmful(member.shape, Harmless::None) })
        }
        Kind::List { member, .. } => json!([harmful(member, harmless)]),
        Kind::Map { value, .. } => json!({ "key": harmful(value, harmless) }),
        Kind::Boolean => json!(true),
        Kind::Integer { .. } | Kind::Long { .. } => json!(1),
        Kind::Text { choices, .. } => {
            let is_harmful = |text: &&&str| !harmless.takes(&json!(text));
            json!(choices.iter().find(is_harmful).unwrap_or(&"x"))
        }
        other => panic!("{} holds a value of another kind: {}", shape.name, matches!(other, Kind::Document)),
    }
}

/// All values that the row lets through.
fn harmless_values(harmless: Harmless, shape: &Shape) -> Vec<Value> {
    match harmless {
        Harmless::None => vec![],
        Harmless::Empty if matches!(shape.kind, Kind::List { .. }) => vec![json!([])],
        Harmless::Empty => vec![json!({})],
        Harmless::Zero => vec![json!(0)],
        Harmless::False => vec![json!(false)],
        Harmless::OneOf(texts) if matches!(shape.kind, Kind::List { .. }) => vec![json!([]), json!(texts)],
        Harmless::OneOf(texts) => texts.iter().map(|text| json!(text)).collect(),
        Harmless::With(member, text) => vec![json!({ member: text })],
    }
}

#[test]
fn what_is_refused_is_named_and_a_harmless_value_passes() {
    let mut rows = 0;
    for members in tables() {
        let operation = operation(members.operation);
        assert_eq!(refuse_unbuilt(operation, &json!({})), Ok(()), "{}", members.operation);
        for (path, harmless) in members.refused {
            rows += 1;
            let input = operation.input.unwrap();
            let asked = placed(input, path, &|shape| harmful(shape, *harmless));
            let refusal = refuse_unbuilt(operation, &asked).unwrap_err();
            assert_eq!(refusal.kind, FaultKind::NotImplemented, "{asked}");
            assert!(refusal.message.starts_with(path), "{asked}: {}", refusal.message);
            assert!(refusal.message.ends_with("is not implemented yet"), "{}", refusal.message);
            let mut shapes = Vec::new();
            let seen = std::cell::RefCell::new(&mut shapes);
            placed(input, path, &|shape| {
                seen.borrow_mut().extend(harmless_values(*harmless, shape));
                Value::Null
            });
            for value in shapes {
                let sent = placed(input, path, &|_| value.clone());
                assert_eq!(refuse_unbuilt(operation, &sent), Ok(()), "{sent}");
            }
        }
    }
    assert!(rows > 15, "{rows}");
}

#[test]
fn what_tools_send_without_being_asked_passes() {
    let pools = [
        json!({
            "PoolName": "cdk", "AccountRecoverySetting": { "RecoveryMechanisms":
                [{ "Name": "verified_email", "Priority": 1 }] },
            "AdminCreateUserConfig": { "AllowAdminCreateUserOnly": false }, "AutoVerifiedAttributes": ["email"],
            "EmailVerificationMessage": "Code {####}", "SmsVerificationMessage": "Code {####}",
            "Schema": [{ "Name": "email", "Mutable": true, "Required": true }],
            "UserAttributeUpdateSettings": { "AttributesRequireVerificationBeforeUpdate": ["email"] },
            "VerificationMessageTemplate": { "DefaultEmailOption": "CONFIRM_WITH_CODE", "EmailMessage": "Code {####}" },
        }),
        json!({
            "PoolName": "terraform", "MfaConfiguration": "OFF", "UserPoolAddOns": { "AdvancedSecurityMode": "OFF" },
            "EmailConfiguration": { "EmailSendingAccount": "COGNITO_DEFAULT" }, "DeletionProtection": "INACTIVE",
            "Policies": { "PasswordPolicy": { "MinimumLength": 8, "PasswordHistorySize": 0 },
                "SignInPolicy": { "AllowedFirstAuthFactors": ["PASSWORD"] } },
            "LambdaConfig": {}, "UserPoolTags": {}, "UserPoolTier": "ESSENTIALS",
        }),
    ];
    for pool in pools {
        assert_eq!(refuse_unbuilt(operation("cognito-idp:CreateUserPool"), &pool), Ok(()), "{pool}");
    }
    let user = json!({ "DesiredDeliveryMediums": ["EMAIL"], "ForceAliasCreation": false, "MessageAction": "SUPPRESS" });
    assert_eq!(refuse_unbuilt(operation("cognito-idp:AdminCreateUser"), &user), Ok(()));
}

#[test]
fn a_list_is_refused_for_its_one_value_that_is_not_built_and_named_with_it() {
    let create = operation("cognito-idp:CreateUserPool");
    let asked =
        json!({ "Policies": { "SignInPolicy": { "AllowedFirstAuthFactors": ["PASSWORD", "FACE"] } } });
    assert_eq!(
        refuse_unbuilt(create, &asked).unwrap_err().message,
        "Policies.SignInPolicy.AllowedFirstAuthFactors FACE is not implemented yet"
    );
}
