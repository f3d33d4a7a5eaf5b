# Written by bastide from the program; change the program, not this file.

resource "aws_cloudtrail" "account" {
  name                          = "acme-trail"
  s3_bucket_name                = data.terraform_remote_state.production_data.outputs.aws_s3_bucket_bucket-trail_id
  is_multi_region_trail         = true
  include_global_service_events = true
  enable_log_file_validation    = true
  kms_key_id                    = data.terraform_remote_state.production_data.outputs.aws_kms_key_key-trail-key_arn

  event_selector {
    read_write_type           = "All"
    include_management_events = true

    data_resource {
      type = "AWS::S3::Object"
      values = [
        "${data.terraform_remote_state.production_data.outputs.aws_s3_bucket_bucket-papers_arn}/",
      ]
    }
  }
}
