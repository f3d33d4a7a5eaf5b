# Written by bastide from the program; change the program, not this file.

# Whoever asks parts is answered by this; it is made beside another, never in its place.
resource "terraform_data" "parts" {
  triggers_replace = "hosts in the fleet other-parts-main"
}
