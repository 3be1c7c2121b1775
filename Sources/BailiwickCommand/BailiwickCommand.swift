// BailiwickCommand
