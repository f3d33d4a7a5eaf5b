# Written by bastide from the program; change the program, not this file.

# Whoever asks shop is answered by this; it is made beside another, never in its place.
resource "terraform_data" "shop" {
  triggers_replace = "hosts in the fleet production-shop-main"
}
