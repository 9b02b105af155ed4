//! What changed in a dataset since a count.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_sync::operations::ListRecords;

use super::shapes;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for ListRecords {
    type Caller = Signed;

    async fn serve(app: &App, caller: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let name = shapes::name(&input.identity_pool_id, &input.identity_id, &input.dataset_name);
        let page = app.sync.list_records(caller.caller(), &name, shapes::wanted(input)?, moment).await?;
        Ok(shapes::page(page))
    }
}
