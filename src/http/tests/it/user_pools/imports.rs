//! Users that are imported from a file.

use serde_json::json;

use super::{People, no_pool};
use crate::desk::{Sheet, of};

#[test]
fn get_csv_header() {
    of("cognito-idp:GetCSVHeader", async |sheet: &Sheet| {
        let schema = json!([{ "Name": "shoe", "AttributeDataType": "String" }]);
        let people = People::with(sheet, json!({ "Schema": schema }), json!({})).await;
        let header = json!({ "UserPoolId": people.pool });
        sheet.refused_as_signed(&header).await;
        sheet.good("the columns", header.clone()).await;
        no_pool(sheet, &header).await;
    });
}
