//! What is provisioned for categories of operations.

use serde_json::{Value, json};

use crate::desk::{Sheet, of, with};

/// The limit of a category.
fn limit(category: &str) -> Value {
    let definition = json!({ "LimitClass": "API_CATEGORY", "Attributes": { "Category": category } });
    json!({ "LimitDefinition": definition })
}

/// What both operations refuse.
async fn no_limit(sheet: &Sheet, input: &Value) {
    sheet.refused("a category that is none", with(input, limit("UserDreams"))).await;
    let bare = json!({ "LimitDefinition": { "LimitClass": "API_CATEGORY", "Attributes": {} } });
    sheet.refused("no category", with(input, bare)).await;
    let other = json!({ "LimitClass": "API_CATEGORY", "Attributes": { "Operation": "SignUp" } });
    sheet.refused("an operation", with(input, json!({ "LimitDefinition": other }))).await;
    let class = json!({ "LimitClass": "USERS", "Attributes": { "Category": "UserCreation" } });
    sheet.refused("a class that is none", with(input, json!({ "LimitDefinition": class }))).await;
}

#[test]
fn get_provisioned_limit() {
    of("cognito-idp:GetProvisionedLimit", async |sheet: &Sheet| {
        let creation = limit("UserCreation");
        sheet.refused_as_signed(&creation).await;
        sheet.good("nothing was provisioned", creation.clone()).await;
        let more = with(&creation, json!({ "RequestedLimitValue": 80 }));
        sheet.ask("cognito-idp:UpdateProvisionedLimit", more).await;
        sheet.good("something was", creation.clone()).await;
        sheet.good("another category", limit("UserAuthentication")).await;
        no_limit(sheet, &creation).await;
    });
}

#[test]
fn update_provisioned_limit() {
    of("cognito-idp:UpdateProvisionedLimit", async |sheet: &Sheet| {
        let set = |value: i32| with(&limit("UserCreation"), json!({ "RequestedLimitValue": value }));
        sheet.refused_as_signed(&set(80)).await;
        sheet.good("more", set(80)).await;
        sheet.good("what is free", set(50)).await;
        sheet.refused("less than what is free", set(49)).await;
        sheet.refused("less than nothing", set(-1)).await;
        no_limit(sheet, &set(80)).await;
    });
}
