//! The columns of a file that users are imported from.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{GetCSVHeaderResponse, operations::GetCSVHeader};

use crate::api::{caller::Signed, operation::Operation};

impl Operation for GetCSVHeader {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, _: &Moment) -> Answer<Self::Output> {
        let columns = app.user_pools.import_columns(&input.user_pool_id).await?;
        Ok(GetCSVHeaderResponse { csv_header: Some(columns), user_pool_id: Some(input.user_pool_id) })
    }
}
