//! Every value that fits the types of a shape passes through decoding unchanged, and through its typed structure and back.

use proptest::{collection::vec, prelude::*, strategy::Union};
use serde::Serialize;
use serde_json::{Map, Value};
use wire::{
    Timestamp, Typed, cognito_identity, cognito_idp, cognito_sync,
    shape::{Kind, Member, Shape},
};

use crate::posted;

/// Values of the shape's types; their constraints are not looked at.
fn fitting(shape: &'static Shape) -> BoxedStrategy<Value> {
    match &shape.kind {
        Kind::Structure(members) => structure(members),
        Kind::List { member, .. } => vec(fitting(member), 0..3).prop_map(Value::Array).boxed(),
        Kind::Map { value, .. } => proptest::collection::btree_map("\\PC{0,6}", fitting(value), 0..3)
            .prop_map(|map| Value::Object(map.into_iter().collect()))
            .boxed(),
        Kind::Text { choices: [], .. } => "\\PC{0,12}".prop_map(Value::String).boxed(),
        Kind::Text { choices, .. } => {
            Union::new(choices.iter().map(|choice| Just(Value::from(*choice)))).boxed()
        }
        Kind::Blob { .. } => Union::new(["", "AA==", "AAEC"].map(|text| Just(Value::from(text)))).boxed(),
        Kind::Integer { .. } => any::<i32>().prop_map(Value::from).boxed(),
        Kind::Long { .. } => any::<i64>().prop_map(Value::from).boxed(),
        Kind::Boolean => any::<bool>().prop_map(Value::from).boxed(),
        // Milliseconds: beyond that many digits serde_json may read a float one unit off.
        Kind::Timestamp => {
            (0..10_000_000_000_000_i64).prop_map(|millis| Timestamp::from_millis(millis).0.into()).boxed()
        }
        Kind::Document => Just(serde_json::json!({ "id": ["x", 1, null] })).boxed(),
    }
}

fn structure(members: &'static [Member]) -> BoxedStrategy<Value> {
    let mut map = Just(Map::new()).boxed();
    for member in members {
        let value = fitting(member.shape);
        let value =
            if member.required { value.prop_map(Some).boxed() } else { proptest::option::of(value).boxed() };
        map = (map, value)
            .prop_map(|(mut map, value)| {
                map.extend(value.map(|value| (member.name.to_owned(), value)));
                map
            })
            .boxed();
    }
    map.prop_map(Value::Object).boxed()
}

fn round_trip<O: Typed>() -> BoxedStrategy<(Value, Result<Value, serde_json::Error>)>
where
    O::Input: Serialize,
{
    let operation = O::operation();
    let input = operation.input.expect("an input");
    fitting(input)
        .prop_map(|value| {
            let body = value.to_string();
            let decoded = match operation.service.protocol {
                wire::Protocol::Json => {
                    wire::decode(operation, &posted(body.as_bytes())).expect("fits its types")
                }
                _ => value.clone(),
            };
            assert_eq!(decoded, value, "decoding changes nothing that fits");
            let typed = serde_json::from_value::<O::Input>(decoded);
            (value, typed.and_then(serde_json::to_value))
        })
        .boxed()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_fits_a_shape_fits_its_structure_and_comes_back_the_same(
        (sent, back) in Union::new([
            round_trip::<cognito_idp::operations::CreateUserPool>(),
            round_trip::<cognito_idp::operations::CreateUserPoolClient>(),
            round_trip::<cognito_idp::operations::AdminCreateUser>(),
            round_trip::<cognito_idp::operations::CompleteWebAuthnRegistration>(),
            round_trip::<cognito_idp::operations::SetUICustomization>(),
            round_trip::<cognito_identity::operations::SetIdentityPoolRoles>(),
            round_trip::<cognito_sync::operations::UpdateRecords>(),
        ])
    ) {
        prop_assert_eq!(back?, sent);
    }
}
