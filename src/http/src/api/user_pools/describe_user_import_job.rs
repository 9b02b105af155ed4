//! A job that imports users is shown.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{DescribeUserImportJobResponse, operations::DescribeUserImportJob};

use super::user_import_shape;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for DescribeUserImportJob {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, _: &Moment) -> Answer<Self::Output> {
        let found = app.user_pools.import(&input.user_pool_id, &input.job_id).await?;
        let user_import_job = Some(user_import_shape::shown(&input.user_pool_id, found));
        Ok(DescribeUserImportJobResponse { user_import_job })
    }
}
