# Written by bastide from the program; change the program, not this file.

# Whoever asks desk is answered by this; it is made beside another, never in its place.
resource "terraform_data" "desk" {
  triggers_replace = "hosts in the fleet production-desk-main"

  lifecycle {
    prevent_destroy = true
  }
}
